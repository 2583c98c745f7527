import { Checkbox } from '@mantine/core';
import type { ImportedUnit, KeyImport } from '../../main/contract/escrow.ts';
import type { Mac } from '../../main/contract/values.ts';
import { dayAndTime } from '../ui/format.ts';
import { macTail } from '../units/names.ts';
import { importStates, importSummary } from './words.ts';

/** What would become of each unit, and whose signature stands under it. Nothing is taken in yet. */
export function ImportTrial(props: {
  trial: KeyImport;
  replace: readonly Mac[];
  onReplace: (macs: readonly Mac[]) => void;
}) {
  const { trial, replace, onReplace } = props;
  return (
    <>
      <p role="status">
        <b>{importSummary(trial)}</b>
        <span className="muted"> · made {dayAndTime(trial.madeAt)} · nothing is taken in yet</span>
      </p>
      <ul className="made-list made-files" aria-label="Units of the export">
        {trial.units.map((unit) => (
          <Row
            key={unit.mac}
            unit={unit}
            isReplaced={replace.includes(unit.mac)}
            onReplace={(isOn) =>
              onReplace(isOn ? [...replace, unit.mac] : replace.filter((mac) => mac !== unit.mac))
            }
          />
        ))}
      </ul>
      <div>
        <p className="muted">Signed by {trial.signer.subject}</p>
        <p className="mono signer-print">{trial.signer.fingerprint}</p>
      </div>
    </>
  );
}

function Row(props: {
  unit: ImportedUnit;
  isReplaced: boolean;
  onReplace: (isOn: boolean) => void;
}) {
  const { mac, model, state, text } = props.unit;
  const { word, tone } = importStates[state];
  return (
    <li data-unit={mac}>
      <div>
        <b className="mono">{macTail(mac)}</b> {model}
        {text !== null && <p className="muted">{text}</p>}
        {state === 'different' && (
          <Checkbox
            size="sm"
            label={`Replace the key of ${macTail(mac)}`}
            checked={props.isReplaced}
            onChange={(event) => props.onReplace(event.currentTarget.checked)}
          />
        )}
      </div>
      <span className={`pill soft ${tone}`}>{word}</span>
    </li>
  );
}
