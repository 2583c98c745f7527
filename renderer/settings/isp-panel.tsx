import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { saidOf } from './controls.tsx';
import { addressOf, exampleUnit, hasPassword, ispProblem, maskIsp, ruleOf } from './isp-rule.ts';
import { RuleServers } from './rule-servers.tsx';
import { useSettingsForm } from './use-settings-form.ts';

/** Where units fetch their profile for good. A password in the address is replaced, never shown. */
export function IspPanel() {
  const form = useSettingsForm();
  const [isEditing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { isp } = form.values;
  const isFixed = form.isFixed('isp');
  const foot = form.footOf('isp');
  const problem = form.problemOf('isp');

  function close(): void {
    setEditing(false);
    // The button is there again only after the form is gone.
    requestAnimationFrame(() => opener.current?.focus());
  }
  async function store(next: string | null): Promise<void> {
    const words = next === null ? 'ISP’s address removed.' : 'ISP’s address saved.';
    // What was masked on its way here must not be stored in place of the real one.
    const canUndo = isp === null || (!hasPassword(isp) && !isp.includes('•'));
    if (await form.save({ isp: next }, words, { canUndo })) close();
  }

  return (
    <Panel
      title="The ISP’s address"
      hint="Where units fetch their profile for good"
      actions={
        !isEditing && (
          <>
            {isp !== null && (
              <button
                type="button"
                className="button small quiet"
                disabled={isFixed}
                onClick={() => void store(null)}
              >
                Remove
              </button>
            )}
            <button
              ref={opener}
              type="button"
              className="button small"
              disabled={isFixed}
              onClick={() => setEditing(true)}
            >
              {isp === null ? 'Set the address' : 'Replace'}
            </button>
          </>
        )
      }
    >
      <div className="settings-body">
        {isEditing ? (
          <IspEditor
            isp={isp}
            refusal={problem}
            onStore={(next) => void store(next)}
            onClose={close}
          />
        ) : (
          <>
            {isp === null ? (
              <Note tone="warn">
                Not set. Units are held at the common profile until the address is known.
              </Note>
            ) : (
              <>
                <Rule isp={isp} />
                <RuleServers />
              </>
            )}
            {problem !== null && (
              <p className="fail-ink" role="alert">
                {problem}
              </p>
            )}
          </>
        )}
        {foot !== null && <p className="foot">{foot}</p>}
      </div>
    </Panel>
  );
}

function Rule({ isp }: { isp: string }) {
  return (
    <dl className="rule">
      <dt>Address</dt>
      <dd className="mono">{maskIsp(isp)}</dd>
      <dt>Last Profile_Rule of every unit</dt>
      <dd className="mono">{ruleOf(isp)}</dd>
      <dt>{exampleUnit} then asks for</dt>
      <dd className="mono">{addressOf(isp)}</dd>
    </dl>
  );
}

interface IspEditorProps {
  isp: string | null;
  refusal: string | null;
  onStore: (isp: string) => void;
  onClose: () => void;
}

/** The field is not controlled: what is typed stands in no attribute of the page. */
function IspEditor({ isp, refusal, onStore, onClose }: IspEditorProps) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(isp !== null && !hasPassword(isp) ? isp : '');
  const [isChecked, setChecked] = useState(false);
  useEffect(() => field.current?.focus(), []);
  const problem = ispProblem(typed);
  return (
    <form
      className="isp-editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (problem === null) onStore(typed.trim());
        else field.current?.focus();
      }}
    >
      <TextInput
        ref={field}
        label="Address of the ISP’s server"
        description={
          isp !== null && hasPassword(isp)
            ? 'Type it whole. The one in use has a password and is not shown.'
            : 'https, http or tftp. $B is the unit’s own directory, $PSN its model, $MA its MAC; without $B, /$B/spa$PSN.cfg is added.'
        }
        defaultValue={isp !== null && !hasPassword(isp) ? isp : ''}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={saidOf((isChecked ? problem : null) ?? refusal)}
        className="mono-input"
        autoComplete="off"
        spellCheck={false}
      />
      {problem === null && (
        <p className="example" role="status">
          {exampleUnit} then asks for <span className="mono">{addressOf(typed)}</span>
        </p>
      )}
      <div className="actions">
        <button type="submit" className="button primary">
          Save address
        </button>
        <button type="button" className="button" onClick={onClose}>
          {isp === null ? 'Not now' : 'Keep the old one'}
        </button>
      </div>
    </form>
  );
}
