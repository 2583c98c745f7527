/** What the profiles' double finds in a template, and what it says that a unit would get. */
import {
  type Finding,
  type Preview,
  type StagedFinding,
  type TemplateTexts,
  templateStages,
} from '../../main/contract/profiles.ts';

/** Two rules of the real ones: unknown macros, with a fix; keys where the unit shows them. */
export function findingsOf(shown: TemplateTexts): StagedFinding[] {
  return templateStages.flatMap((stage) => {
    const text = shown[stage];
    const at = (index: number, token: string) => ({
      ...{ stage, file: '', start: index, end: index + token.length },
      line: text.slice(0, index).split('\n').length,
      column: index - text.lastIndexOf('\n', index),
    });
    const macros = [...text.matchAll(/\$MACC/g)].map(
      ({ index }): StagedFinding => ({
        ...at(index, '$MACC'),
        ...{ code: 'L04', severity: 'error' },
        message: '$MACC is not a macro; the unit leaves it as it is. Did you mean $MAC?',
        fix: { title: 'Write $MAC', edits: [{ start: index, end: index + 5, text: '$MAC' }] },
      }),
    );
    const keys = [...text.matchAll(/^GPP_A/gm)].map(
      ({ index }): StagedFinding => ({
        ...at(index, 'GPP_A'),
        ...{ code: 'L07', severity: 'warning' as Finding['severity'] },
        message: "GPP_A can be read on the unit's web page. Keep the key in GPP_SA.",
        fix: { title: 'Use GPP_SA', edits: [{ start: index, end: index + 5, text: 'GPP_SA' }] },
      }),
    );
    return [...macros, ...keys].sort((a, b) => a.start - b.start);
  });
}

/** What a unit would get: of every kind of step and value one. */
export function previewOf(mac: string): Preview {
  const step = (id: Preview['steps'][number]['id'], about: Partial<Preview['steps'][number]>) => ({
    ...{ id, title: '', rule: '', url: [], key: null, problem: null },
    ...about,
  });
  const value = (name: string, text: string | null, about = {}) => ({
    ...{ name, value: text, isSecret: false, access: null, accessFrom: null, line: 3 },
    ...{ from: 'ISP version 3, line 3', layer: { kind: 'isp' as const, key: '' } },
    ...about,
  });
  return {
    ...{ mac, model: 'SPA962', problem: null, sizes: { text: 14_230, compressed: 3120 } },
    steps: [
      step('factory', {
        ...{ title: 'Factory rule', rule: '/spa$PSN.cfg' },
        url: [
          { text: 'tftp://192.168.76.1/spa', macro: null },
          { text: '962', macro: '$PSN' },
          { text: '.cfg', macro: null },
        ],
      }),
      step('sp-cust', {
        ...{ title: 'SP-CUST sends it to its own file', rule: '[--key …] /p/$MA.cfg' },
        url: [
          { text: 'tftp://192.168.76.1/p/', macro: null },
          { text: mac, macro: '$MA' },
          { text: '.cfg', macro: null },
        ],
        key: 'bootstrap passphrase, fingerprint 77:10 4C:D2',
      }),
      step('field', {
        ...{ title: 'After the bench', rule: '[--key $SA] …/$B/spa$PSN.cfg' },
        url: [
          { text: 'https://prov.example.net/', macro: null },
          { text: 'Gp3sqLn7', macro: '$B' },
          { text: '/spa', macro: null },
          { text: '962', macro: '$PSN' },
          { text: '.cfg', macro: null },
        ],
        key: '256 bit, fingerprint 5A:0D D1:77',
      }),
    ],
    values: [
      value('Resync_Periodic', '3600', { line: 3 }),
      value('Time_Zone', 'GMT+01:00', {
        access: 'rw',
        accessFrom: 'ISP version 3, line 4',
        line: 4,
      }),
      value('Syslog_Server', ''),
      value('Admin_Password', '5A:0D D1:77', {
        ...{ isSecret: true, from: 'Model SPA962 draft, line 17' },
        ...{ layer: { kind: 'model', key: 'SPA962' }, line: 17 },
      }),
      value('GPP_K', null),
    ],
    story: [
      'It fetches https://prov.example.net/Gp3sqLn7/spa962.cfg every 3600 s.',
      'After a failure it tries again after 3600 s.',
    ],
  };
}
