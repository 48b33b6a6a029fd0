import { config } from './config';

/** Who is signed in. The tokens live in this tab only, end with it, and go when the board locks. */
export interface Session { token: string; name: string; roles: string[]; expiresAt: number; renewal?: Renewal }
/** With what a fresh token is got, and from when on. */
export interface Renewal { token: string; due: number }

const key = 'cgihub.session';
/** When a sign-in on this machine last ended: a moment and nothing else, for all tabs, so that no new tab goes around a lock. */
const endedKey = 'cgihub.ended';
/** When somebody last touched the board in this tab: a tab that a browser brings back after hours is locked, too. */
const activeKey = 'cgihub.active';
const lockAfter = config.lockAfterSeconds * 1000;
const locked = `Locked: nobody touched the board for ${Math.round(lockAfter / 60_000) || 1} min.`;
const over = 'Signed out: signing in counts for at most 12 hours.';
const listeners = new Set<() => void>();
let current: Session | null = null;
let reason: string | null = null;
let lastActive = Number(sessionStorage.getItem(activeKey) ?? '0') || Date.now();

try {
  current = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Session | null;
} catch {
  sessionStorage.removeItem(key);
}

export const session = {
  get current(): Session | null { return current; },
  /** Why the last one ended; shown where people sign in. */
  get ended(): string | null { return reason; },
  has(...roles: string[]): boolean { return current !== null && roles.some((r) => current!.roles.includes(r)); },
  /** When one was last ended in any tab, in milliseconds, and nobody has signed in since. */
  get endedAt(): number | null { return Number(localStorage.getItem(endedKey) ?? '0') || null; },
  begin(next: Session): void {
    [current, reason, lastActive] = [next, null, Date.now()];
    sessionStorage.setItem(key, JSON.stringify(next));
    sessionStorage.setItem(activeKey, String(lastActive));
    localStorage.removeItem(endedKey);
    tell();
  },
  /** A fresh token for the same sign-in, which does not last longer for it. */
  renewed(token: string, renewal: Renewal): void {
    if (current === null) return;
    current = { ...current, token, renewal };
    sessionStorage.setItem(key, JSON.stringify(current));
  },
  end(why: string | null): void {
    if (current !== null) localStorage.setItem(endedKey, String(Date.now()));
    [current, reason] = [null, why];
    sessionStorage.removeItem(key);
    sessionStorage.removeItem(activeKey);
    tell();
  },
  /** Ends the sign-ins of all tabs: who signs out means to leave. */
  signOut(): void {
    tabs.postMessage('signed out');
    session.end('Signed out.');
  },
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

const tabs = new BroadcastChannel(key);
tabs.onmessage = () => { if (current !== null) session.end('Signed out in another tab.'); };

function tell(): void {
  for (const listener of listeners) listener();
}

/** Ends the session after so long without a key or a pointer, and when its time is over. Looks at the clock, so a machine that slept is locked when it wakes. */
export function watchIdle(): void {
  const check = (): void => {
    if (current === null) return;
    if (Date.now() - lastActive >= lockAfter) session.end(locked);
    else if (Date.now() >= current.expiresAt) session.end(over);
  };
  const touch = (): void => {
    check();
    // Every second at most: a wheel turns often.
    if (current === null || Date.now() - lastActive < 1000) return;
    lastActive = Date.now();
    sessionStorage.setItem(activeKey, String(lastActive));
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) addEventListener(event, touch, { capture: true, passive: true });
  document.addEventListener('visibilitychange', check);
  setInterval(check, 1000);
  check();
}
