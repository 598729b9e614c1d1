import type { V1ErrorBody } from '../errors/v1-error-body.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Route } from '../map/route.js';
import type { V1Reply, V1Request } from './exchange.js';
import { queryForMap } from './v1-query.js';

/** The JSONP form of the answer: a call of `callback` with an object that holds the answer under the key `as`. */
export interface Script {
  readonly callback: string;
  readonly as: string;
}

/** A JavaScript name, dotted or not, such as `__jp0` or `angular.callbacks._0`. It cannot contain code. */
const functionName = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;
const longestName = 128;

/** The URL of such a GET holds a token or a password, so that no cache may store the answer. */
const scriptHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/**
 * @returns undefined for a route that answers no script
 * @throws GatewayError `input-invalid` for a callback that is not a name; this refusal is not sent as a script
 */
export function readScript(request: V1Request, { jsonp }: Route): Script | undefined {
  if (jsonp === undefined) return undefined;
  const callback = queryForMap(request.query)[jsonp.callback] ?? '';
  if (callback.length > longestName || !functionName.test(callback)) {
    throw new GatewayError('input-invalid', {
      message: `"${jsonp.callback}" must be the name of a function`,
    });
  }
  return { callback, as: jsonp.as };
}

/**
 * The reply for auth0.js in browsers without CORS: `fn({"status":200,"user":{...}})`, or
 * `fn({"status":404,"error":"..."})`. Its HTTP status is always 200, because browsers run no script with another
 * status.
 */
export function asScript(reply: V1Reply, { callback, as }: Script): V1Reply {
  const { status, headers, body, outcome } = reply;
  // A challenge belongs to a 401, and the reply is a 200.
  const others = Object.entries(headers).filter(([name]) => name !== 'WWW-Authenticate');
  const answer =
    outcome.error === undefined
      ? { status, [as]: body.value }
      : { status, error: (body.value as V1ErrorBody).message };
  return {
    status: 200,
    headers: { ...Object.fromEntries(others), ...scriptHeaders },
    body: { kind: 'script', value: `${callback}(${scriptText(answer)})` },
    outcome,
  };
}

/** JSON that is also valid JavaScript: U+2028 and U+2029 ended a string before ES2019, `<` may close the element. */
function scriptText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
