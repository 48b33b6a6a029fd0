// Loaded into Azurite before its own code.
// A request that carries x-cgihub-clock is served as if that many milliseconds had passed, so that tests with clocks of their own share one server.
// When the tests' process goes away, its end of standard input closes, and so does the server.
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const https = require('node:https');

const passed = new AsyncLocalStorage();
const RealDate = Date;
const now = () => RealDate.now() + (passed.getStore() ?? 0);

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }

  static now() {
    return now();
  }
};

const emit = https.Server.prototype.emit;
https.Server.prototype.emit = function (event, ...args) {
  const clock = event === 'request' ? Number(args[0].headers['x-cgihub-clock'] ?? 0) : 0;
  return clock === 0 ? emit.call(this, event, ...args) : passed.run(clock, () => emit.call(this, event, ...args));
};

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
