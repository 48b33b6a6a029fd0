import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { post } from './api';
import { session } from './session';
import type { SignInConfig } from './types';
import { Fault, useTitle } from './ui';

const roles: [string, string][] = [
  ['Cgic.Analyst', 'Analyst: works the triage list'],
  ['Cgic.Supervisor', 'Supervisor: releases, confirms, eliminates, decides who is who'],
  ['Hub.Admin', 'Admin: dead letters, audit, sources'],
];

export function SignIn({ config }: { config: SignInConfig }): JSX.Element {
  useTitle('Sign in');
  return (
    <div class="signin">
      <main>
        <h1>CgiHub board</h1>
        {session.ended !== null && <p class="notice" role="status">{session.ended}</p>}
        {config.kind === 'choose' ? <Chooser config={config} /> : config.kind === 'provider' ? <AtProvider config={config} /> : (
          <p>Nobody can sign in to the board here: this hub makes no development tokens, and no other way of signing in is set up for the board.</p>
        )}
        <p class="small quiet">Criminal justice information: use is recorded. The board locks after {Math.max(1, Math.round(config.lockAfterSeconds / 60))} min without a touch.</p>
      </main>
    </div>
  );
}

function AtProvider({ config }: { config: SignInConfig }): JSX.Element {
  const [fault, setFault] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <>
      {fault !== null && <p class="notice bad" role="alert">{fault.message}</p>}
      <button type="button" class="primary" disabled={busy} onClick={() => {
        setBusy(true);
        setFault(null);
        import('./provider').then((provider) => provider.begin()).catch((failure: unknown) => {
          setBusy(false);
          setFault(failure instanceof Error ? failure : new Error(String(failure)));
        });
      }}>Sign in</button>
      <p class="small quiet">You sign in at {new URL(config.provider!.authority).host}.</p>
    </>
  );
}

function Chooser({ config }: { config: SignInConfig }): JSX.Element {
  const [fault, setFault] = useState<Error | null>(null);
  return (
    <form class="stack" onSubmit={(e) => {
      e.preventDefault();
      const form = new FormData(e.currentTarget);
      const chosen = form.getAll('role').map(String);
      const name = String(form.get('name')).trim();
      if (chosen.length === 0) { setFault(new Error('Choose at least one role.')); return; }
      post<{ token: string; expiresAt: string }>('/dev/token', { roles: chosen, subject: name === '' ? null : name, agency: null }).then((answer) => answer!).then(
        ({ body: made }) => session.begin({ token: made.token, name: name === '' ? 'dev' : name, roles: chosen, expiresAt: Math.min(Date.parse(made.expiresAt), Date.now() + config.signInForSeconds * 1000) }),
        (failure: unknown) => setFault(failure instanceof Error ? failure : new Error(String(failure))),
      );
    }}>
      <p class="small quiet">This hub runs on one machine: choose who you are.</p>
      <label class="field"><span>Name</span><input name="name" maxLength={100} autoComplete="off" defaultValue="analyst" required /></label>
      <fieldset>
        <legend>Roles</legend>
        {roles.map(([value, text], i) => <label key={value}><input type="checkbox" name="role" value={value} defaultChecked={i < 2} />{text}</label>)}
      </fieldset>
      {fault !== null && <Fault of={fault} />}
      <button type="submit" class="primary">Sign in</button>
    </form>
  );
}
