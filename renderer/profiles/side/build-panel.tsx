import { IconLock } from '@tabler/icons-react';
import { useId } from 'react';
import type { Preview, TemplateStage } from '../../../main/contract/profiles.ts';
import { bytes } from '../../ui/format.ts';
import { stageWords } from '../template-words.ts';

const protections: readonly [TemplateStage, string][] = [
  ['sp-cust', 'Plain. Whoever is on the bench wire reads it, the bootstrap passphrase too.'],
  [
    'sec-prv-1',
    'AES-256 under a bootstrap passphrase of the unit’s own. Whoever recorded SP-CUST as well can open it.',
  ],
  [
    'sec-prv-2',
    'gzip, then AES-256 under the unit’s own key, which only that unit and the station have.',
  ],
];

/** What the vendor's compiler can do besides, and what it would protect against. */
const compilerOptions = [
  {
    name: 'Only for this MAC',
    option: '--target',
    says: 'Basic protection: the MAC is printed on the box.',
  },
  {
    name: 'Scramble',
    option: '--scramble',
    says: 'Hides the text from a glance, not from whoever has the compiler.',
  },
  {
    name: 'Encrypt with a key',
    option: '--aes --hex-key',
    says: 'Only if the unit already holds the key.',
  },
] as const;

/** How the files are made of the texts, and what that protects. */
export function BuildPanel(props: { sizes: Preview['sizes']; stage: TemplateStage }) {
  const { sizes, stage } = props;
  const id = useId();
  return (
    <section className="card panel build-panel" aria-labelledby={`${id}-title`}>
      <header>
        <IconLock size={18} aria-hidden />
        <h2 id={`${id}-title`}>How it is built</h2>
      </header>
      <div className="build-body">
        <dl>
          {protections.map(([each, says]) => (
            <div key={each} className={each === stage ? 'shown' : undefined}>
              <dt>{stageWords[each]}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        {sizes !== null && (
          <p className="sizes">
            The last file has <b>{bytes(sizes.text)}</b> as text, <b>{bytes(sizes.compressed)}</b>{' '}
            compressed.
          </p>
        )}
        <p className="muted">
          SEC-PRV-1 can be made by the vendor’s compiler instead: Settings, Models say for which
          models. This page shows the open format.
        </p>
        <dl className="compiler">
          {compilerOptions.map(({ name, option, says }) => (
            <div key={option}>
              <dt>
                {name} <span className="mono">{option}</span>
              </dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
