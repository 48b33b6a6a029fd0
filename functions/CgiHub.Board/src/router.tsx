import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const base = '/board';

export interface Place { path: string; query: URLSearchParams }

/** The present place, as `go` takes it. */
export const here = (): string => location.pathname.slice(base.length) + location.search;
const place = (): Place => ({ path: location.pathname.slice(base.length).replace(/\/+$/, '') || '/', query: new URLSearchParams(location.search) });

export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', base + path);
  else {
    history.pushState(null, '', base + path);
    scrollTo(0, 0);
  }
  dispatchEvent(new Event('place'));
}

export function usePlace(): Place {
  const [shown, set] = useState(place);
  useEffect(() => {
    const moved = (): void => set(place());
    addEventListener('popstate', moved);
    addEventListener('place', moved);
    return () => {
      removeEventListener('popstate', moved);
      removeEventListener('place', moved);
    };
  }, []);
  return shown;
}

interface LinkProps { to: string; children: ComponentChildren; class?: string; 'aria-current'?: 'page'; 'data-row'?: boolean }

export function Link({ to, children, ...rest }: LinkProps): JSX.Element {
  return (
    <a {...rest} href={base + to} onClick={(e) => {
      if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
      e.preventDefault();
      go(to);
    }}>{children}</a>
  );
}
