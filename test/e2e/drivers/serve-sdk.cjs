'use strict';

const readline = require('node:readline');
const { oneLine } = require('./one-line.cjs');

/**
 * Lets a test call an unmodified legacy SDK in a process of its own: one JSON command `{ id, call, args }` per line
 * on stdin, one JSON line `{ id, call, error?, result?, nextPageLink? }` per command on stdout. A call is the name
 * of a method of the client object, made once; `Client.x` is the static one.
 *
 * `result` is absent where the SDK called back without one. What an SDK throws inside its own callbacks kills this
 * process, as it killed the applications, and is seen from outside as its exit.
 */
module.exports = function serveSdk(Sdk) {
  const client = new Sdk(JSON.parse(process.env.SDK_OPTIONS));
  const commands = readline.createInterface({ input: process.stdin });
  commands.on('line', (line) => {
    const { id, call, args } = JSON.parse(line);
    const reply = (fields) => process.stdout.write(`${oneLine({ id, call, ...fields })}\n`);
    if (call === 'methods') return reply({ result: Object.keys(Sdk.prototype) });
    const [target, method] = call.startsWith('Client.') ? [Sdk, call.slice(7)] : [client, call];
    target[method](...args, (error, result) => reply(outcomeOf(error, result)));
  });
  // 0.5.0 and 0.1.16 keep the process alive with the timer of their token.
  commands.on('close', () => process.exit(0));
};

function outcomeOf(error, result) {
  if (error) return { error: readError(error) };
  // Not enumerable on the array, so that JSON would lose it.
  return { result, nextPageLink: result?.nextPageLink };
}

function readError(error) {
  if (!(error instanceof Error)) return { name: typeof error, message: error };
  const { name, message, code, statusCode } = error;
  return { name, message, code, statusCode };
}
