import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import { Board } from './board';
import { config } from './config';
import { keepLive } from './live';
import { go } from './router';
import { session, watchIdle } from './session';
import { apply } from './theme';

apply();
watchIdle();
const answer = location.hash.slice(1);
if (config.kind === 'provider' && /(^|&)state=/.test(answer)) {
  // What the identity provider says is read once, and stands in no address from here on.
  history.replaceState(null, '', location.pathname + location.search);
  if (session.current === null) {
    try {
      go(await (await import('./provider')).finish(answer), true);
    } catch (failure) {
      session.end(failure instanceof Error ? failure.message : String(failure));
    }
  }
}
keepLive();
// What somebody saw is not left in the page when they are signed out.
session.listen(() => { if (session.current === null) document.title = 'CgiHub board'; });
const root = document.getElementById('board')!;
root.replaceChildren();
render(<Board config={config} />, root);
