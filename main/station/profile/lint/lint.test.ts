import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../contract/profiles.ts';
import { scanProfile } from '../text/scan.ts';
import { type LintOptions, lintCodes, lintProfile } from './lint.ts';

const plain = (text: string, options: Partial<LintOptions> = {}, files?: Map<string, string>) =>
  lintProfile(scanProfile({ name: 'main.txt', text }, files), options);
const inXml = (text: string, options: Partial<LintOptions> = {}) => plain(text, options);
const where = ({ code, line, column }: Finding) => `${code}@${line}:${column}`;

const early = { stage: 'sp-cust' } as const;
const ofModel = { layer: 'model' } as const;
const old = { firmware: '2.0.5' } as const;

/** What is written, and every finding it must have: code and place of the token it is about. */
const commonOfModel = { layer: 'model', stage: 'sp-cust' } as const;
const cases: [text: string, findings: string[], options?: Partial<LintOptions>][] = [
  // L01
  ['Provision_Enable "Yes"\nDomain "a" ;', ['L01@1:23']],
  ['Provision_Enable "Yes ;\nDomain "a" ;', ['L01@1:18', 'L08@1:19']],
  ['Domain a.example ;', ['L01@1:8']],
  ['"Yes" ;', ['L01@1:1']],
  // L02
  ['Domain "a" ;\nHostName "x" ;\nDomain "b" ;', ['L02@3:1']],
  ['<flat-profile>\n<Domain>a</Domain>\n  <Domain>b</Domain>\n</flat-profile>', ['L02@3:4']],
  // L03
  ['Domaine "a" ;', ['L03@1:1']],
  ['<flat-profile>\n <domain>a</domain>\n</flat-profile>', ['L03@2:3']],
  ['Nothing_Like_It "a" ;', ['L03@1:1']],
  ['Admin_Passwd "{{secret:admin}}" ;', []],
  // L04
  ['Log_Resync_Request_Msg "$PN $MACC -- x" ;', ['L04@1:29']],
  [
    '<flat-profile><Log_Resync_Request_Msg>&amp; $MACC</Log_Resync_Request_Msg></flat-profile>',
    ['L04@1:45'],
  ],
  ['Profile_Rule "https://a.example/$MAconfig/$(NOPE:2)" ;', ['L04@1:43']],
  ['Profile_Rule "[--post f] https://a.example/x" ;\nGPP_F "$MACC" ;', ['L04@2:8']],
  // L05
  ['Station_Name "phone $MA" ;', ['L05@1:21', 'L03@1:1']],
  ['Domain "$MAU.example" ;', ['L05@1:9', 'L23@1:9']],
  ['GPP_C "$MA" ;', []],
  ['SIP_User_Agent_Name "$VERSION" ;', []],
  // L06
  ['Profile_Rule "https://a.example/$SA/x" ;', ['L06@1:33']],
  ['GPP_C "$SB" ;', ['L06@1:8']],
  ['Profile_Rule "[--key $SA] https://a.example/x" ;', []],
  // L07
  ['Profile_Rule "[--key $C] https://a.example/x" ;\nGPP_C "{{key}}" ;', ['L07@1:22', 'L07@2:1']],
  ['Profile_Rule "[--key $A$SC] https://a.example/x" ;\nGPP_A "x" ;', ['L07@1:22', 'L16@1:24']],
  // L08
  ['Provision_Enable "maybe" ;', ['L08@1:19']],
  ['<flat-profile><Provision_Enable> YES </Provision_Enable></flat-profile>', ['L08@1:34']],
  // L09
  ['Resync_Random_Delay "40" ;', ['L09@1:22']],
  ['Resync_Random_Delay "2" ;', []],
  // L10
  ['Profile_Rule "https://a.example/x | https://b.example/y" ;', ['L10@1:15']],
  ['Profile_Rule "($SWVER lt 2.0.6)? https://a.example/x |" ;', ['L10@1:54']],
  // L03, L08, L15, L18 in what a rule assigns
  [
    '<flat-profile><Profile_Rule>(Usr_ID_1_ = "x"; Resync_On_Reset = "maybe";)! https://a.example/$MA</Profile_Rule></flat-profile>',
    ['L03@1:30', 'L08@1:66'],
  ],
  [
    '<flat-profile><Profile_Rule>(Password_1_="geheim12";User_ID_1_="joe")! https://a.example/$MA</Profile_Rule></flat-profile>',
    ['L15@1:43', 'L18@1:43', 'L18@1:65'],
    { layer: 'isp' },
  ],
  // L11
  ['Profile_Rule "/spa$PSN.cfg" ;', ['L11@1:15']],
  ['Profile_Rule "[--key $SA] tftp:///spa$MA.cfg" ;', ['L11@1:27']],
  ['Profile_Rule "" ;', ['L11@1:1']],
  ['Domain "a" ;', ['L11@1:1'], { isWhole: true }],
  ['Profile_Rule "" ;\nProfile_Rule_B "https://a.example/x" ;', []],
  // L12
  ['Profile_Rule "[--key $SA] tftp://192.168.76.1/x" ;', ['L12@1:34']],
  ['Profile_Rule "[--key $SA] {{station.base}}/x" ;', ['L12@1:27']],
  [
    'Profile_Rule "[--key $SA] http://10.1.1.1:8080/x" ;',
    ['L12@1:34'],
    { stationAddresses: ['10.1.1.1'] },
  ],
  ['Upgrade_Rule "http://192.168.76.1/fw.bin" ;', ['L12@1:22']],
  [
    'Profile_Rule "[--key $SA] https://a.example/{{account.user_id | url}}/{{unit.mac | dash | upper}}" ;',
    [],
  ],
  // L13
  ['Profile_Rule "# https://a.example/x" ;', ['L13@1:15', 'L11@1:1']],
  ['Resync_Trigger_1 "# $REGTMR1 gt 3" ;', ['L13@1:19']],
  ['Profile_Rule "https://a.example/x#y" ;', ['L13@1:34']],
  // L14
  ['<flat-profile>\n<Domain>a</Domian>\n</flat-profile>', ['L14@2:10']],
  ['<flat-profile>\n<Domain>a\n', ['L14@2:2']],
  ['<flat-profile>\n<HostName>a & b</HostName>\n</flat-profile>', ['L14@2:13', 'L23@2:12']],
  ['<a/>', ['L14@1:1']],
  ['<flat-profile><r><Domain>a</Domain></r></flat-profile>', ['L14@1:16']],
  ['<a><Domain>a</Domain><flat-profile/></a>', ['L14@1:5']],
  // L15
  ['Password[1] "512835907884" ;', ['L15@1:14']],
  ['Password[1] "{{account.password}}" ;', []],
  ['Profile_Rule "[--key zzzzzzzzzzzzzzzzzzzzzzzzzzz] https://a.example/x" ;', ['L15@1:22']],
  // L16
  ['Profile_Rule "[--key $SC] https://a.example/x" ;', ['L16@1:22']],
  ['Profile_Rule "[--key $SC] https://a.example/x" ;\nGPP_SC "{{secret:c}}" ;', []],
  [
    'Profile_Rule "[--key $SA] tftp://192.168.76.1/x" ;',
    ['L16@1:22'],
    { ...early, setElsewhere: new Set() },
  ],
  // L17
  ['Domain "a" ;\nimport no.txt\n', ['L17@2:8']],
  ['import main.txt\n', ['L17@1:8']],
  // L18
  ['User_ID[1] "17775551234" ;', ['L18@1:13'], ofModel],
  ['User_ID[1] "17775551234" ;', ['L18@1:13'], early],
  ['User_ID[1] "17775551234" ;', [], { layer: 'account' }],
  ['HostName "spa-000E08AABBCC" ;', ['L18@1:15'], ofModel],
  // L19
  ['Syslog_Server "192.168.76.1:514" ;', ['L19@1:16']],
  ['Primary_NTP_Server "{{station.address}}" ;', ['L19@1:21']],
  ['Resync_Periodic "5" ;', ['L19@1:18']],
  ['Resync_Random_Delay "0" ;', ['L19@1:22']],
  ['<flat-profile><Syslog_Server/></flat-profile>', ['L19@1:16']],
  ['<flat-profile><Syslog_Server></Syslog_Server></flat-profile>', []],
  ['Syslog_Server ! ;', [], ofModel],
  ['Resync_Periodic "5" ;\nSyslog_Server "192.168.76.1" ;', [], early],
  // L20
  ['Protect_IVR_FactoryReset "Yes" ;', ['L20@1:27']],
  ['Enable_Web_Server "No" ;', ['L20@1:20'], { stage: 'sec-prv-1' }],
  // L21
  ['Restricted_Access_Domains "a.example" ;\nProfile_Rule "https://b.example/x" ;', ['L21@2:15']],
  ['Restricted_Access_Domains "a.b, c.d, e.f, g.h, i.j, k.l" ;', ['L21@1:28']],
  ['Restricted_Access_Domains "a.example" ;\nProfile_Rule "https://x.A.example/$MA" ;', []],
  [
    'Restricted_Access_Domains "a.example" ;\nProfile_Rule "https://b.example/{{directory}}/x" ;',
    ['L21@2:15'],
  ],
  ['Restricted_Access_Domains "a.example" ;', ['L20@1:28'], { stage: 'sec-prv-1' }],
  ['Restricted_Access_Domains "a.example" ;', ['L20@1:28', 'L39@1:1'], commonOfModel],
  ['Downgrade_Rev_Limit "2.0,6" ;', ['L23@1:22']],
  ['Downgrade_Rev_Limit "2.0.6(b)" ;', []],
  // L22
  ['Profile_Rule_B "https://a.example/$MA" ;', ['L22@1:1'], { firmware: '2.0.5' }],
  ['<flat-profile>\n<Domain>a</Domain></flat-profile>', ['L22@1:1'], old],
  ['Profile_Rule "https://a.example/$(MAU:4)" ;', ['L22@1:33'], { firmware: '2.0.6(b)' }],
  ['Profile_Rule "https://a.example/$UID1" ;', ['L22@1:33'], { firmware: '2.0.10' }],
  ['Resync_Periodic "3600+600" ;', ['L22@1:22'], { firmware: '2.0.11' }],
  ['Resync_Periodic "3600+600" ;', [], { firmware: '3.0.0' }],
  // L23
  ['Web_Server_Port "70000" ;', ['L23@1:18']],
  ['Static_IP "192.168.1.300" ;', ['L23@1:12']],
  ['Dial_Plan[1] "(xx.|S0" ;', ['L23@1:15']],
  ['SIT1_RSC "X20" ;', ['L23@1:11']],
  // L24
  ['Profile_Rule "http://a.example/x" ;', ['L24@1:15']],
  ['Profile_Rule "http://a.example/x" ;', [], early],
  // L25
  ['Resync_Periodic "0" ;', ['L25@1:18']],
  ['Resync_Periodic "" ;', ['L25@1:1']],
  ['Resync_Error_Retry_Delay "0" ;', ['L25@1:27']],
  // L26
  ['Upgrade_Rule "[--key $SA] http://a.example/fw.bin" ;', ['L26@1:15']],
  // L27
  ['GPP_SC "abc" ;', ['L15@1:9', 'L27@1:9']],
  [`GPP_SC "${'a'.repeat(65)}" ;`, ['L15@1:9', 'L27@1:9']],
  // L28
  ['Profile_Rule "[--foo x] https://a.example/y" ;', ['L28@1:22']],
  ['Profile_Rule "[--post z] https://a.example/y" ;', ['L28@1:23']],
  ['Profile_Rule "ftp://a.example/x" ;', ['L28@1:15']],
  ['Profile_Rule "https://192.168.1.300/x" ;', ['L28@1:23']],
  ['Profile_Rule "($SWVER lt 2.0.6 https://a.example/x" ;', ['L28@1:15']],
  ['Profile_Rule "($SWVER lt)? https://a.example/x" ;', ['L28@1:16']],
  ['Profile_Rule "(User_ID[1] = x;)! https://a.example/x" ;', ['L28@1:16']],
  ['Resync_Trigger_1 "($REGTMR1 gt 300)" ;', ['L28@1:19']],
  ['Resync_At "2460" ;', ['L28@1:12']],
  ['Upgrade_Error_Retry_Delay "1800,,3600" ;', ['L28@1:33']],
  // L29
  ['HostName "{{unit.colour}}" ;', ['L29@1:11']],
  ['HostName "{{unit.mac | shouting}}" ;', ['L29@1:11']],
  ['HostName "{{unit.mac" ;', ['L29@1:11']],
  ['HostName "{{unit.mac}}" ;', ['L29@1:11'], early],
  ['GPP_C "{{bootstrap.key}}" ;', ['L29@1:8']],
  // L30
  ['<flat-profile><Resync_Trigger_1>$EXTIP ne ""</Resync_Trigger_1></flat-profile>', ['L30@1:33']],
  [
    '<flat-profile><Resync_Trigger_1>"$SWVER" lt 2.0.6</Resync_Trigger_1></flat-profile>',
    ['L30@1:33'],
  ],
  // L31
  ['Profile_Rule "(! 1.0.33)? https://a.example/x" ;', ['L31@1:16']],
  ['Profile_Rule "($SWVER ! 1.0.33)? https://a.example/x" ;', ['L31@1:23']],
  ['Profile_Rule "https://a.example/$ERR" ;', ['L31@1:33']],
  ['Log_Resync_Request_Msg "$METH" ;', ['L31@1:25']],
  // L32 – L34
  ['Log_Resync_Success_Msg "" ;', ['L32@1:1']],
  ['Provision_Enable "No" ;', ['L33@1:19']],
  ['Resync_At "0300" ;\nResync_Periodic "3600" ;', ['L34@2:1']],
  // L35
  [
    'Profile_Rule "https://a.example/$C" ;\nGPP_D "x" ;',
    ['L35@1:33', 'L35@2:1'],
    { isWhole: true },
  ],
  // L36
  ['Profile_Rule "[--alias m] https://a.example/x" ;\nGPP_M "/a/b = c" ;', ['L36@2:8']],
  // L37
  ['Upgrade_Rule "https://a.example/fw.bin" ;', ['L37@1:15']],
  ['Profile_Rule "[--key $SA] tftp://prov.example.net/x" ;', ['L37@1:27']],
  ['Profile_Rule "[--post f] tftp://192.168.1.9/x" ;\nGPP_F "$MA" ;', ['L24@1:26', 'L37@1:23']],
  // L38
  ['HostName " a" ;', ['L38@1:11', 'L23@1:11']],
  ['Display_Name[1] "M\u00fcller" ;', ['L38@1:19']],
  [
    '<flat-profile><Profile_Rule>https://a.example/\nx</Profile_Rule></flat-profile>',
    ['L38@1:47', 'L28@1:47'],
  ],
  // L42
  ['Profile_Rule "[--key $SA] https://a.example/x" ;', [], ofModel],
  ['Profile_Rule "[--key $SA] http://a.example/$B/x" ;', [], ofModel],
  ['Profile_Rule "[--key $SA] http://a.example/spa$PSN.cfg" ;', ['L42@1:27'], ofModel],
  // L39
  ['DHCP "No" ;', ['L39@1:1'], commonOfModel],
  ['Resync_On_Reset "No" ;', ['L39@1:18'], commonOfModel],
  ['GPP_C "{{bootstrap.key}}" ;', ['L29@1:8'], commonOfModel],
  ['GPP_SA "{{key}}" ;', ['L39@1:1'], ofModel],
  ['Resync_Periodic "5" ;', ['L39@1:1'], { ...ofModel, stage: 'sec-prv-1' }],
  [
    'Profile_Rule "{{station.base}}/p/$MA.cfg" ;',
    ['L39@1:15'],
    { layer: 'station', stage: 'sp-cust' },
  ],
  // L40
  ['<flat-profile><Domain ua="yes">a</Domain></flat-profile>', ['L40@1:27']],
];

describe('the check of a profile', () => {
  it.each(cases)('finds in %j just %j', (text, expected, options = {}) => {
    expect(inXml(text, options).map(where).sort()).toEqual([...expected].sort());
  });

  it('shows a thousand, and says how many more there are, as bad as the worst', () => {
    const many = `${'Domain "v" ;\n'.repeat(1500)}Resync_Periodic "x" ;\n`;
    const found = lintProfile(scanProfile({ name: '', text: many }));
    expect(found).toHaveLength(1001);
    expect(found.find(({ code }) => code === 'L41')).toMatchObject({
      ...{ severity: 'error', line: 1501 },
      message: '500 more findings are not shown.',
    });
  });

  it('has a case for every code', () => {
    const found = new Set(cases.flatMap(([, findings]) => findings.map((one) => one.slice(0, 3))));
    found.add('L41');
    expect(Object.keys(lintCodes).filter((code) => !found.has(code))).toEqual([]);
  });

  it('finds nothing in a profile that is right, in either format', () => {
    const text = [
      'Provision_Enable "Yes" ;',
      'Resync_On_Reset "Yes" ;',
      'Resync_Periodic "3600+600" ;',
      'Resync_Error_Retry_Delay "1800+300,3600" ;',
      'Profile_Rule "[--key $SA] https://prov.example.net/$B/spa$PSN.cfg" ;',
      'Syslog_Server "" ;',
      'User_Password ! "{{secret:user}}" ;',
      'Dial_Plan[1] "(xx.)" ;',
    ].join('\n');
    expect(plain(text)).toEqual([]);
    const xml =
      '<flat-profile><Resync_Periodic>7200</Resync_Periodic><Syslog_Server></Syslog_Server></flat-profile>';
    expect(inXml(xml)).toEqual([]);
  });

  it('names the imported file a finding is in, and lets a file override what it imports', () => {
    const files = new Map([['base.txt', '\nDomain "a" ;\nHostName x ;']]);
    const found = plain('import base.txt\nDomain "b" ;', {}, files);
    expect(found.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['base.txt', 3, 'L01'],
    ]);
  });

  it('never shows a secret', () => {
    const text =
      'Password[1] "hush-hush" ;\nProfile_Rule "[--key hush-hush --pwd hush-hush] https://a.example/x" ;\nGPP_SA "hush-hush" ;';
    expect(JSON.stringify(plain(text))).not.toContain('hush');
  });
});

describe('fixes', () => {
  function fixed(text: string, found: Finding): string {
    const edits = [...(found.fix?.edits ?? [])].sort((a, b) => b.start - a.start);
    return edits.reduce(
      (so, { start, end, text: put }) => so.slice(0, start) + put + so.slice(end),
      text,
    );
  }

  it('take away what they are for and leave a profile that can be read', () => {
    let count = 0;
    for (const [text, , options = {}] of cases) {
      for (const found of inXml(text, options)) {
        if (found.fix === null) continue;
        count += 1;
        const after = fixed(text, found);
        const again = inXml(after, options);
        const same = again.filter(({ code, line }) => code === found.code && line === found.line);
        expect(same.length, `${found.code} in ${text} → ${after}`).toBeLessThan(
          inXml(text, options).filter(
            ({ code, line }) => code === found.code && line === found.line,
          ).length,
        );
        const before = scanProfile({ name: '', text }).problems.length;
        expect(scanProfile({ name: '', text: after }).problems.length).toBeLessThanOrEqual(before);
      }
    }
    expect(count).toBeGreaterThan(25);
  });

  it.each([
    ['Log_Resync_Request_Msg "$MACC" ;', 'Log_Resync_Request_Msg "$MAC" ;'],
    ['Provision_Enable "YES" ;', 'Provision_Enable "Yes" ;'],
    ['Domain "a"\nHostName "b" ;', 'Domain "a" ;\nHostName "b" ;'],
    ['Domain "a" ; # one\nDomain "b" ;', 'Domain "b" ;'],
    [
      '<flat-profile><domain>a &amp; b</domain></flat-profile>',
      '<flat-profile><Domain>a &amp; b</Domain></flat-profile>',
    ],
    [
      'Profile_Rule "[--key $A] https://a.example/x" ;\nGPP_A "{{secret:k}}" ;',
      'Profile_Rule "[--key $SA] https://a.example/x" ;\nGPP_SA "{{secret:k}}" ;',
    ],
    ['Upgrade_Rule "[--key x] http://a.example/f" ;', 'Upgrade_Rule "http://a.example/f" ;'],
    [
      '<flat-profile><Resync_Trigger_1>$EXTIP ne ""</Resync_Trigger_1></flat-profile>',
      '<flat-profile><Resync_Trigger_1>&quot;$EXTIP&quot; ne ""</Resync_Trigger_1></flat-profile>',
    ],
  ])('make of %j %j', (text, expected) => {
    const found = inXml(text).find(({ fix }) => fix !== null);
    expect(found && fixed(text, found)).toBe(expected);
  });
});

it('has an answer for every text, with places inside of it', () => {
  const piece = fc.constantFrom(
    ...[
      'Profile_Rule ',
      'GPP_A ',
      'Password[1] ',
      'Resync_At ',
      'Dial_Plan[1] ',
      'Provision_Enable ',
    ],
    ...['"', ' ;', '\n', '$MA', '$SA', '$(X:1', '{{', 'unit.mac', '}}', '| upper', '[--key ', ']'],
    ...['(', ')?', ')!', '|', '#', 'https://a.example/x', '<flat-profile>', '<GPP_B>', '</GPP_B>'],
    ...[
      '</flat-profile>',
      '<Upgrade_Rule ua="',
      '&amp;',
      '&',
      '\u00fc',
      '\r\n',
      'import a\n',
      '<!--',
      '-->',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = pieces.join('');
      for (const { start, end, line, column, fix } of plain(text, {
        layer: 'model',
        isWhole: true,
      })) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
        const lines = text.split('\n');
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        for (const edit of fix?.edits ?? []) {
          expect(edit.start).toBeLessThanOrEqual(edit.end);
          expect(edit.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
