import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { watchLine, type Line } from './live';
import { Link, go, usePlace, type Place } from './router';
import { session } from './session';
import { SignIn } from './signin';
import { chosenTheme, setTheme, type Theme } from './theme';
import type { SignInConfig } from './types';
import { Modal, Toasts, Nothing, useTitle } from './ui';
import { Triage } from './pages/triage';

type PageOf = ComponentType<{ id: string; place: Place }>;

/** Pages come when they are opened; the triage list comes with the board. */
const later: Record<string, () => Promise<PageOf>> = {
  leads: async () => (await import('./pages/lead')).LeadPage,
  guns: async () => (await import('./pages/guns')).GunPages,
  crews: async () => (await import('./pages/crews')).Crews,
  alerts: async () => (await import('./pages/alerts')).Alerts,
  persons: async () => (await import('./pages/person')).PersonPage,
  search: async () => (await import('./pages/search')).Search,
  digest: async () => (await import('./pages/digest')).DigestPage,
  agencies: async () => (await import('./pages/agencies')).AgencyPages,
  review: async () => (await import('./pages/review')).Review,
  sources: async () => (await import('./pages/admin')).Sources,
  'dead-letters': async () => (await import('./pages/admin')).DeadLetters,
  audit: async () => (await import('./pages/admin')).Audit,
};

const staff = ['Cgic.Analyst', 'Cgic.Supervisor'];
const admin = ['Hub.Admin'];
const menu: { head: string; items: { to: string; text: string; roles: string[] }[] }[] = [
  { head: 'Work', items: [
    { to: '/', text: 'Triage', roles: staff },
    { to: '/digest', text: 'Digest', roles: staff },
    { to: '/alerts', text: 'Alerts', roles: staff },
    { to: '/guns', text: 'Guns', roles: staff },
    { to: '/crews', text: 'Crews', roles: staff },
    { to: '/search', text: 'Search', roles: staff },
    { to: '/review', text: 'Review', roles: ['Cgic.Supervisor'] },
  ] },
  { head: 'Health', items: [
    { to: '/agencies', text: 'Agencies', roles: staff },
    { to: '/sources', text: 'Sources', roles: ['Hub.Admin', 'Cgic.Supervisor'] },
    { to: '/dead-letters', text: 'Dead letters', roles: admin },
    { to: '/audit', text: 'Audit', roles: admin },
  ] },
];

export function Board({ config }: { config: SignInConfig }): JSX.Element {
  const [, turn] = useState(0);
  useEffect(() => session.listen(() => turn((t) => t + 1)), []);
  return session.current === null ? <SignIn config={config} /> : <Frame />;
}

function Frame(): JSX.Element {
  const place = usePlace();
  const [help, setHelp] = useState(false);
  useKeys(setHelp);
  const [, name = '', id = ''] = place.path.split('/');
  return (
    <div class="board">
      <a class="button skip" href="#page">Skip to the page</a>
      <Rail path={place.path} onHelp={() => setHelp(true)} />
      <main class="page" id="page" tabIndex={-1}>
        {name === '' ? (session.has(...staff) ? <Triage place={place} /> : <Welcome />) : <Later name={name} id={decodeURIComponent(id)} place={place} />}
      </main>
      <Toasts />
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

function Welcome(): JSX.Element {
  useTitle('Board');
  return <><header><h1>Board</h1></header><Nothing>This sign-in has no staff role, so there is no triage list for it. What it may see stands in the menu.</Nothing></>;
}

const loaded = new Map<string, PageOf>();

function Later({ name, id, place }: { name: string; id: string; place: Place }): JSX.Element {
  const [, turn] = useState(0);
  const [fault, setFault] = useState(false);
  const Found = loaded.get(name);
  useEffect(() => {
    const load = later[name];
    if (Found === undefined && load !== undefined) {
      load().then((page) => { loaded.set(name, page); turn((t) => t + 1); }, () => setFault(true));
    }
  }, [name]);
  if (later[name] === undefined) return <><header><h1>Not here</h1></header><Nothing>The board has no such page. <Link to="/">Back to triage</Link></Nothing></>;
  if (fault) return <><header><h1>Not loaded</h1></header><Nothing>This page could not be loaded; the hub may have a newer board. <button type="button" onClick={() => location.reload()}>Load the board again</button></Nothing></>;
  return Found === undefined ? <p class="quiet" role="status">Loading…</p> : <Found key={`${name}/${id}`} id={id} place={place} />;
}

function Rail({ path, onHelp }: { path: string; onHelp: () => void }): JSX.Element {
  const [line, setLine] = useState<Line>('idle');
  const [theme, choose] = useState<Theme>(chosenTheme);
  useEffect(() => watchLine(setLine), []);
  const who = session.current!;
  return (
    <header class="rail">
      <Link to="/" class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="9" fill="none" stroke="currentColor" stroke-width="2.4" /><circle cx="16" cy="16" r="3" fill="currentColor" /><path d="M16 3v6M16 23v6M3 16h6M23 16h6" stroke="currentColor" stroke-width="2.4" /></svg>
        CgiHub
      </Link>
      <nav aria-label="Pages">
        {menu.map((part) => {
          const items = part.items.filter((i) => session.has(...i.roles));
          return items.length === 0 ? null : (
            <>
              <h2>{part.head}</h2>
              {items.map((i) => <Link key={i.to} to={i.to} {...(path === i.to || (i.to !== '/' && path.startsWith(i.to + '/')) || (i.to === '/' && path.startsWith('/leads/')) ? { 'aria-current': 'page' as const } : {})}>{i.text}</Link>)}
            </>
          );
        })}
      </nav>
      <div class="foot">
        <span class={`live ${line}`} role="status">{line === 'on' ? 'Live' : line === 'off' ? 'Not live; trying' : 'Not live'}</span>
        <span class="who">{who.name}<br />{who.roles.map((r) => r.replace(/^\w+\./, '')).join(', ')}</span>
        <select aria-label="Theme" value={theme} onChange={(e) => { const t = e.currentTarget.value as Theme; choose(t); setTheme(t); }}>
          <option value="system">System theme</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
        <button type="button" class="who" onClick={onHelp}>Keys</button>
        <button type="button" onClick={() => session.signOut()}>Sign out</button>
      </div>
    </header>
  );
}

const editable = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

function useKeys(help: (show: boolean) => void): void {
  useEffect(() => {
    const pressed = (e: KeyboardEvent): void => {
      if (e.ctrlKey || e.metaKey || e.altKey || editable(e.target) || document.querySelector('dialog[open]') !== null) return;
      if (e.key === '?') help(true);
      else if (e.key === '/') {
        const box = document.querySelector<HTMLInputElement>('[data-search]');
        if (box === null) go('/search');
        else { box.focus(); box.select(); }
      } else if (e.key === 'u') go('/');
      else if (e.key === 'j' || e.key === 'k') {
        const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
        const at = rows.findIndex((r) => r === document.activeElement || r.closest('tr')?.contains(document.activeElement) === true);
        rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + (e.key === 'j' ? 1 : -1)))]?.focus();
      } else return;
      e.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function Help({ onClose }: { onClose: () => void }): JSX.Element {
  const keys: [string, string][] = [['j', 'Next row'], ['k', 'Row before'], ['Enter', 'Open the row'], ['/', 'Into the search or filter box'], ['u', 'Up to the triage list'], ['?', 'These keys'], ['Esc', 'Close a dialog']];
  return (
    <Modal title="Keys" onClose={onClose}>
      <table><thead><tr><th scope="col">Key</th><th scope="col">Does</th></tr></thead><tbody>{keys.map(([k, t]) => <tr key={k}><td><kbd>{k}</kbd></td><td>{t}</td></tr>)}</tbody></table>
      <p class="small quiet">In a case map or an image: arrow keys move, + and − zoom, 0 shows all; in a surface A, D, W and S move the light.</p>
      <button type="button" onClick={onClose}>Close</button>
    </Modal>
  );
}
