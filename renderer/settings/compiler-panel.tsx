import './compiler.css';
import { IconRefresh } from '@tabler/icons-react';
import type { CompilerView } from '../../main/contract/compiler.ts';
import { bytes, count, dayAndTime } from '../ui/format.ts';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { protectionHead, protections } from './compiler-words.ts';
import type { Compiler } from './use-compiler.ts';

/** What lies at the compiler's path, and what it and the open format protect against. */
export function CompilerPanel({ compiler }: { compiler: Compiler }) {
  const { view, problem, isLooking, look } = compiler;
  return (
    <Panel
      title="Vendor’s compiler"
      hint="Can make a unit’s own file (SEC-PRV-1) in place of the open format"
      actions={
        <button
          type="button"
          className="button"
          disabled={isLooking || view?.path == null}
          onClick={look}
        >
          <IconRefresh size={18} aria-hidden /> Look again
        </button>
      }
    >
      <div className="settings-body compiler-found">
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {view === undefined && problem === null && (
          <Skeletons rows={2} height={40} says="Looking at the compiler…" />
        )}
        {view !== undefined && <Found view={view} />}
      </div>
      <div className="settings-body protections">
        <table className="plain-table">
          <caption>What protects a unit’s own file, and what does not</caption>
          <thead>
            <tr>
              {protectionHead.map((each) => (
                <th key={each} scope="col">
                  {each}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {protections.map(([who, ...ways]) => (
              <tr key={who}>
                <th scope="row">{who}</th>
                {ways.map((says, at) => (
                  <td key={protectionHead[at + 1]}>{says}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Found({ view }: { view: CompilerView }) {
  const { path, found, problem, exitCode, said, lookedAt, timeLimit } = view;
  return (
    <>
      {problem !== null && (
        <Note tone={path === null ? 'info' : 'fail'}>
          {problem.message}
          {exitCode !== null && exitCode !== 0 && ` Exit code ${exitCode}.`}
        </Note>
      )}
      {path !== null && (
        <dl>
          <div>
            <dt>Program</dt>
            <dd className="mono">{path}</dd>
          </div>
          {found !== null && (
            <>
              <div>
                <dt>Found</dt>
                <dd>
                  It wrote a sample profile of {count(found.parameters)} parameters. The program has{' '}
                  {bytes(found.bytes)}.
                </dd>
              </div>
              <div>
                <dt>SHA-256</dt>
                <dd className="mono">{found.sha256}</dd>
              </div>
            </>
          )}
          {said !== '' && (
            <div>
              <dt>It said</dt>
              <dd className="mono said">{said}</dd>
            </div>
          )}
          <div>
            <dt>Time limit</dt>
            <dd>
              {timeLimit} s for a file
              {lookedAt !== null && `; looked at ${dayAndTime(lookedAt)}`}
            </dd>
          </div>
        </dl>
      )}
      <p className="muted">
        The path stands in the settings file or behind <span className="mono">serve --spc</span>: no
        page chooses a program to start.
      </p>
    </>
  );
}
