/** Who is signed in. The token lives in this tab only, ends with it, and goes when the board locks. */
export interface Session { token: string; name: string; roles: string[]; expiresAt: number }

const key = 'cgihub.session';
const listeners = new Set<() => void>();
let current: Session | null = read();
let reason: string | null = null;
let lastActive = Date.now();

function read(): Session | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Session | null;
    return kept !== null && kept.expiresAt > Date.now() ? kept : null;
  } catch {
    return null;
  }
}

export const session = {
  get current(): Session | null { return current; },
  /** Why the last one ended; shown where people sign in. */
  get ended(): string | null { return reason; },
  has(...roles: string[]): boolean { return current !== null && roles.some((r) => current!.roles.includes(r)); },
  begin(next: Session): void {
    [current, reason, lastActive] = [next, null, Date.now()];
    sessionStorage.setItem(key, JSON.stringify(next));
    tell();
  },
  end(why: string | null): void {
    [current, reason] = [null, why];
    sessionStorage.removeItem(key);
    tell();
  },
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function tell(): void {
  for (const listener of listeners) listener();
}

/** Ends the session after so long without a key or a pointer, and when its time is over. Looks at the clock, so a machine that slept is locked when it wakes. */
export function watchIdle(lockAfterSeconds: number): void {
  const touch = (): void => {
    check();
    lastActive = Date.now();
  };
  const check = (): void => {
    if (current === null) return;
    if (Date.now() - lastActive >= lockAfterSeconds * 1000) session.end(`Locked: nobody touched the board for ${Math.round(lockAfterSeconds / 60) || 1} min.`);
    else if (Date.now() >= current.expiresAt) session.end('Signed out: signing in counts for at most 12 hours.');
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) addEventListener(event, touch, { capture: true, passive: true });
  document.addEventListener('visibilitychange', check);
  setInterval(check, 1000);
}
