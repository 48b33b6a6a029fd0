import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import { Board } from './board';
import { keepLive } from './live';
import { session, watchIdle } from './session';
import { apply } from './theme';
import type { SignInConfig } from './types';

apply();
const answer = await fetch('/board/config.json', { cache: 'no-store' }).catch(() => null);
const config: SignInConfig = answer?.ok === true ? ((await answer.json()) as SignInConfig) : { kind: 'none', lockAfterSeconds: 1800, signInForSeconds: 43_200 };
watchIdle(config.lockAfterSeconds);
keepLive();
// What somebody saw is not left in the page when they are signed out.
session.listen(() => { if (session.current === null) document.title = 'CgiHub board'; });
const root = document.getElementById('board')!;
root.replaceChildren();
render(<Board config={config} />, root);
