import { useLocation } from 'wouter';
import { screens } from '../screens.ts';

/** The screens, each one key away. */
export function Rail() {
  const [path, go] = useLocation();
  return (
    <nav className="rail" aria-label="Screens">
      <ul>
        {screens.map(({ path: to, word, key, Icon }) => (
          <li key={to}>
            <button
              type="button"
              aria-current={path === to ? 'page' : undefined}
              onClick={() => go(to)}
            >
              <Icon size={22} />
              <span>{word}</span>
              {key !== null && <kbd>{key}</kbd>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
