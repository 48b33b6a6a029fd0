import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part that is loaded when it is first shown: the graph and the map are larger than the board itself. */
export function lazy<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let found: ComponentType<P> | null = null;
  return function Lazy(props: P): JSX.Element {
    const [, turn] = useState(0);
    const [fault, setFault] = useState(false);
    useEffect(() => {
      if (found === null) load().then((m) => { found = m.default; turn((t) => t + 1); }, () => setFault(true));
    }, []);
    const Found = found;
    return fault ? <p class="quiet">This part could not be loaded. Load the board again.</p> : Found === null ? <p class="quiet" role="status">Loading…</p> : <Found {...props} />;
  };
}

export const OutlineMap = lazy(() => import('./map'));
export const Graph = lazy(() => import('./graph'));
