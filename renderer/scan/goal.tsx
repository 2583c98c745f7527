import { useMirror } from '../mirror/context.ts';
import { useGoal } from '../sound/use-sounds.ts';
import { count } from '../ui/format.ts';

/** How far the day is: the big number, and the work order in hand when there is one. */
export function GoalCard() {
  const boundToday = useMirror((mirror) => mirror.boundToday);
  const goal = useGoal();
  const isOrder = goal !== undefined && goal.workOrder !== null && goal.total > 0;
  return (
    <section className="card goal" aria-labelledby="goal-title">
      <h2 id="goal-title">{isOrder ? 'Bound in this work order' : 'Bound today'}</h2>
      <p className="goal-number">
        <b>{count(isOrder ? goal.bound : boundToday)}</b>
        {isOrder && <span>of {count(goal.total)}</span>}
      </p>
      {isOrder && (
        <>
          <div className="goal-bar" aria-hidden="true">
            <i style={{ width: `${Math.min(100, (goal.bound / goal.total) * 100)}%` }} />
          </div>
          <p className="goal-foot">
            <span>
              Work order <b className="mono">{goal.workOrder}</b>
            </span>
            <span>{leftText(goal.bound >= goal.total, goal.secondsLeft)}</span>
          </p>
        </>
      )}
    </section>
  );
}

function leftText(isDone: boolean, secondsLeft: number | null): string {
  if (isDone) return 'All bound';
  if (secondsLeft === null) return '';
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 1) return 'less than 1 min left';
  if (minutes < 90) return `about ${minutes} min left`;
  return `about ${Math.round(minutes / 60)} h left`;
}
