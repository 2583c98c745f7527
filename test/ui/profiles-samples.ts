/** Templates, and what the editor may offer in them, as the profiles' double has them. */
import type { ParameterInfo, TemplateTexts, Vocabulary } from '../../main/contract/profiles.ts';

/** SEC-PRV-1 of the UI design's mock-up, with its three mistakes. */
export const mockText = `# SEC-PRV-1: first secret for one unit. Built per MAC, served once.
Provision_Enable       "Yes" ;
Resync_On_Reset        "Yes" ;
Resync_Random_Delay    "2" ; # x 20 s
Resync_Periodic        "3600+600" ;
Resync_Error_Retry_Delay "1800+300,3600" ;

# where the unit goes after it leaves the bench
Profile_Rule           "[--key $A] tftp.callme.example/profile/$B/spa962.cfg" ;
GPP_A                  "{{key}}" ; # made per unit
GPP_B                  "{{directory}}" ;

Syslog_Server          "{{station.address}}" ;
Log_Resync_Request_Msg "$PN $MACC -- Requesting $PATH" ;
Log_Resync_Failure_Msg "$PN $MAC -- Resync failed: $ERR" ;
Upgrade_Enable         "No" ; # firmware: see Firmware screen
Admin_Password         "{{secret:admin}}" ;
Dial_Tone              "350@-19,440@-19;10(*/0/1+2)" ;
`;

export const servedText = mockText
  .replace('"3600+600"', '"7200"')
  .replace('Upgrade_Enable         "No" ; # firmware: see Firmware screen\n', '');

export const xmlText = `<flat-profile>
  <!-- what the ISP wants of every unit -->
  <Resync_Periodic ua="na">3600</Resync_Periodic>
  <Time_Zone ua="rw">GMT+01:00</Time_Zone>
  <Profile_Rule>[--key $SA] https://prov.example.net/$B/spa$PSN.cfg</Profile_Rule>
  <Syslog_Server></Syslog_Server>
</flat-profile>
`;

export const texts = (about: Partial<TemplateTexts> = {}): TemplateTexts => ({
  ...{ 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' },
  ...about,
});

function parameter(name: string, about: Partial<ParameterInfo> = {}): ParameterInfo {
  return {
    ...{ name, xmlName: name.replace(/[[\]]/g, '_'), section: 'General', default: '', type: 'Str' },
    ...{ userAccess: 'na', options: [], description: null, isExpanded: false },
    ...about,
  };
}

export const vocabulary: Vocabulary = {
  parameters: [
    parameter('Provision_Enable', { type: 'Bool', default: 'Yes' }),
    parameter('Profile_Rule', { default: '/spa$PSN.cfg', isExpanded: true }),
    parameter('Profile_Rule_B', { isExpanded: true }),
    parameter('Resync_Periodic', {
      type: 'Time0',
      default: '3600',
      description: 'Seconds between two resyncs.',
    }),
    parameter('Resync_Random_Delay', { type: 'Uns16', default: '2' }),
    parameter('Log_Resync_Request_Msg', { isExpanded: true }),
    parameter('GPP_A'),
    parameter('GPP_K', { default: 'factory-k' }),
    parameter('Time_Zone', { userAccess: 'rw', type: 'choice', options: ['GMT', 'GMT+01:00'] }),
    parameter('User_Password', { userAccess: 'rw' }),
    parameter('Dial_Plan[1]', { section: 'Lines', type: 'DialPlanScript' }),
    parameter('Dial_Tone', {
      section: 'Tones',
      type: 'ToneScript',
      default: '350@-19,440@-19;10(*/0/1+2)',
    }),
  ],
  macros: [
    { name: 'MA', words: 'MAC, small letters' },
    { name: 'MAC', words: 'MAC with colons' },
    { name: 'PSN', words: 'product series number' },
    { name: 'PATH', words: 'path of the request' },
    { name: 'SA', words: 'GPP_SA, only after --key' },
  ],
  fields: [
    { name: 'unit.mac', words: 'its MAC' },
    { name: 'secret:', words: 'a password made for this unit' },
    { name: 'key', words: 'its 256-bit key' },
  ],
  filters: [{ name: 'upper', words: 'capital letters' }],
};

export const catalogues = [
  {
    model: 'SPA962',
    firmware: '6.1.5',
    source: 'spa962.txt',
    parameters: 612,
    importedAt: 1,
  },
];
