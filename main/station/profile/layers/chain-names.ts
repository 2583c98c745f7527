/**
 * Parameters the chain of files steers a unit by, or that would end the bench's reach: only the last
 * file says them (spec of the chain: timers, rules, syslog, locks, network).
 */
const STEERED =
  /^(?:Profile_Rule(?:_[BCD])?|Provision_Enable|Resync_.*|Forced_Resync_Delay|Syslog_Server|Debug_Server|Report_Rule|Upgrade_.*|Enable_Web_Server|Web_Server_Port|Enable_Web_Admin_Access|Protect_IVR_FactoryReset|Restricted_Access_Domains|DHCP|Connection_Type|Static_IP|NetMask|Gateway|Enable_VLAN|VLAN_ID|Enable_CDP)$/;

export function isOfChain(xmlName: string): boolean {
  return STEERED.test(xmlName);
}

/** How every common file's rule begins: the unit's own first file is encrypted under that passphrase. */
export const commonRuleStart = '[--key {{bootstrap.key}}] ';

/** Key and directory of a unit: the station's alone to set. */
export function isUnitsOwn(xmlName: string): boolean {
  return xmlName === 'GPP_SA' || xmlName === 'GPP_B';
}
