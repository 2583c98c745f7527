import { useLocation } from 'wouter';
import { useMirror } from '../mirror/context.ts';
import { type Screen, screens } from '../screens.ts';
import { countUnits } from '../units/tile-state.ts';
import { Logo } from './logo.tsx';

/** The screens, each one key away; Settings stands at the foot. */
export function Rail() {
  const [path, go] = useLocation();
  const attention = useMirror((mirror) => countUnits(mirror.units.values()).attention);
  const item = (screen: Screen) => (
    <li key={screen.path}>
      <button
        type="button"
        title={screen.key === null ? screen.title : `${screen.title} (${screen.key})`}
        aria-current={isCurrent(screen.path, path) ? 'page' : undefined}
        aria-keyshortcuts={screen.key ?? undefined}
        onClick={() => go(screen.path)}
      >
        <screen.Icon size={22} />
        <span>{screen.word}</span>
        {screen.key !== null && <small aria-hidden="true">{screen.key}</small>}
        {screen.path === '/' && attention > 0 && (
          <span className="badge">
            {attention}
            <span className="hidden"> need attention</span>
          </span>
        )}
      </button>
    </li>
  );
  return (
    <nav className="rail" aria-label="Screens">
      <Logo />
      <ul>{screens.filter(({ isAtFoot }) => !isAtFoot).map(item)}</ul>
      <ul>{screens.filter(({ isAtFoot }) => isAtFoot).map(item)}</ul>
    </nav>
  );
}

/** `/prepare` belongs to the bench, `/settings/scanner` to the settings. */
function isCurrent(screen: string, path: string): boolean {
  if (screen === '/') return path === '/' || path === '/prepare';
  return path === screen || path.startsWith(`${screen}/`);
}
