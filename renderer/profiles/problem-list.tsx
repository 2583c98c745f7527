import type { StagedFinding, TemplateStage } from '../../main/contract/profiles.ts';
import { countOf } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { countProblems, inReadingOrder } from './draft/problems.ts';
import { stageWords } from './template-words.ts';
import { CodeWords } from './words-of-code.tsx';

const icons: Readonly<Record<StagedFinding['severity'], [IconName, tone: string, word: string]>> = {
  error: ['failed', 'fail', 'Error'],
  warning: ['waiting', 'warn', 'Warning'],
  info: ['info', 'prog', 'Hint'],
};

/** What is wrong with the template, the shown text first; each leads to its line. */
export function ProblemList(props: {
  findings: readonly StagedFinding[];
  stage: TemplateStage;
  /** The station could not look at what stands there now. */
  isBehind: boolean;
  canMend: boolean;
  onShow: (finding: StagedFinding) => void;
  onFix: (finding: StagedFinding) => void;
  onFixAll: () => void;
  onNext: () => void;
}) {
  const { findings, stage, isBehind, canMend, onShow, onFix } = props;
  const { errors, warnings, hints } = countProblems(findings);
  const fixable = findings.filter((each) => each.stage === stage && each.fix !== null).length;
  return (
    <section className="profile-problems" aria-labelledby="problems-title">
      <header>
        <h3 id="problems-title">Problems</h3>
        <Count icon="failed" tone="fail" count={errors} word="error" />
        <Count icon="waiting" tone="warn" count={warnings} word="warning" />
        <Count icon="info" tone="prog" count={hints} word="hint" />
        {findings.length === 0 && (
          <span className="pill soft ok">
            <Icon name="verified" /> None
          </span>
        )}
        {isBehind && <span className="muted">Not checked since the last change</span>}
        <span className="problems-end">
          {canMend && fixable > 1 && (
            <button type="button" className="button small" onClick={props.onFixAll}>
              Fix all safe
            </button>
          )}
          {findings.length > 0 && (
            <button type="button" className="button small quiet" onClick={props.onNext}>
              Next <kbd>Alt ↓</kbd>
            </button>
          )}
        </span>
      </header>
      {findings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ul tabIndex={0} aria-labelledby="problems-title">
          {inReadingOrder(findings, stage).map((finding, at) => {
            const [icon, tone, word] = icons[finding.severity];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a problem is its place in the list
              <li key={at} className={tone}>
                <Icon name={icon} />
                <span className="hidden">{word}. </span>
                <button type="button" className="problem-line" onClick={() => onShow(finding)}>
                  {finding.stage === stage ? '' : `${stageWords[finding.stage]} `}
                  Line {finding.line}
                </button>
                <p>
                  <CodeWords>{finding.message}</CodeWords>{' '}
                  <small className="muted mono">{finding.code}</small>
                </p>
                {canMend && finding.fix !== null && (
                  <button
                    type="button"
                    className="button small"
                    title={finding.fix.title}
                    aria-label={`Fix: ${finding.fix.title}`}
                    onClick={() => onFix(finding)}
                  >
                    Fix
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function Count(props: { icon: IconName; tone: string; count: number; word: string }) {
  if (props.count === 0) return null;
  return (
    <span className={`pill soft ${props.tone}`}>
      <Icon name={props.icon} /> {countOf(props.count, props.word)}
    </span>
  );
}
