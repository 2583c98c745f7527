/** Is there a certificate HTTPS can be served with, and can units be known by theirs? Pure. */
import type { Certificates } from '../../contract/certificates.ts';
import type { Settings } from '../settings.ts';
import { type Finding, type Fix, finding } from './finding.ts';

const toKeys: Fix = {
  label: 'Open Keys & certificates',
  hint: 'Make a request there and add the signed answer, or switch HTTPS off in the settings.',
};

/** @param view null: the files cannot be read */
export function certificateFinding(
  { mode }: Settings['https'],
  view: Pick<Certificates, 'server' | 'checks' | 'clientRoot'> | null,
): Finding {
  const found = finding.bind(null, 'certificate');
  if (mode === 'off') return found('ok', 'Not needed', 'HTTPS is off.');
  if (view === null) {
    return found('fail', 'Unreadable', 'The certificate files cannot be read.', toKeys);
  }
  if (view.server === null) {
    return found('fail', 'None', 'HTTPS is on and there is no server certificate.', toKeys);
  }
  if (view.clientRoot.length === 0) {
    const detail = 'There is no client root: no unit can be known by its certificate.';
    return mode === 'required'
      ? found('fail', 'No client root', `${detail} All would be refused.`, toKeys)
      : found('warn', 'No client root', `${detail} Those that show one are refused.`, toKeys);
  }
  const failed = view.checks.find(({ result }) => result === 'fail');
  if (failed !== undefined) return found('warn', 'Not usable', failed.text, toKeys);
  const doubtful = view.checks.find(({ result }) => result === 'warn');
  if (doubtful !== undefined) return found('warn', 'Look at it', doubtful.text, toKeys);
  if (mode === 'asked') {
    const detail =
      'Certificates are asked for, not required: who has none gets a unit’s profile by its lease alone.';
    return found('warn', 'Not required', detail, toKeys);
  }
  return found('ok', 'Ready', `For ${view.server.host}, client certificates required.`);
}
