import { type Readings, standardReadings } from './readings.ts';
import type { ModelFacts } from './unit-state.ts';

const lines = (operation: string) => ({
  request: `$PN $MAC -- Requesting ${operation} $SCHEME://$SERVIP:$PORT$PATH`,
  success: `$PN $MAC -- Successful ${operation} $SCHEME://$SERVIP:$PORT$PATH`,
});

/**
 * The parameters that steer a unit, as it comes out of the box (guide: Configuration Profile
 * Parameters, Firmware Upgrade Parameters, sample profile). Of an upgrade both texts of the guide end
 * with `$ERR`, of a resync only one does.
 */
export function factoryParameters(
  model: Pick<ModelFacts, 'factoryRule'>,
  { logTemplates }: Readings = standardReadings,
): Map<string, string> {
  const empty = [
    ...['B', 'C', 'D'].map((letter) => `Profile_Rule_${letter}`),
    ...Array.from('ABCDEFGHIJKLMNOP', (letter) => `GPP_${letter}`),
    ...Array.from('ABCD', (letter) => `GPP_S${letter}`),
    ...['Resync_Trigger_1', 'Resync_Trigger_2', 'Resync_At', 'Report_Rule'],
    ...['Syslog_Server', 'Debug_Server', 'Upgrade_Rule', 'Downgrade_Rev_Limit'],
  ];
  const [resync, upgrade] = [lines('resync'), lines('upgrade')];
  const tail = logTemplates === 'chapter-4' ? ' -- $ERR' : '';
  return new Map([
    ...empty.map((name): [string, string] => [name, '']),
    ['Debug_Level', '0'],
    ['Provision_Enable', 'Yes'],
    ['Resync_On_Reset', 'Yes'],
    ['Resync_Random_Delay', '2'],
    ['Resync_Periodic', '3600'],
    ['Resync_Error_Retry_Delay', '3600'],
    ['Resync_After_Upgrade_Attempt', 'Yes'],
    ['Resync_Fails_On_FNF', 'Yes'],
    ['Profile_Rule', model.factoryRule],
    ['Log_Resync_Request_Msg', resync.request],
    ['Log_Resync_Success_Msg', resync.success + tail],
    ['Log_Resync_Failure_Msg', '$PN $MAC -- Resync failed: $ERR'],
    ['Upgrade_Enable', 'Yes'],
    ['Upgrade_Error_Retry_Delay', '3600'],
    ['Log_Upgrade_Request_Msg', upgrade.request],
    ['Log_Upgrade_Success_Msg', `${upgrade.success} -- $ERR`],
    ['Log_Upgrade_Failure_Msg', '$PN $MAC -- Upgrade failed: $ERR'],
  ]);
}
