import { GatewayError } from '../../errors/gateway-error.js';

const maxDepth = 100;
/**
 * Finds every number beyond 1e308, and some smaller ones: with an exponent below 100, such a number has 210 digits
 * before it. Linear, because a run of digits is only counted from its start.
 */
const mayOverflow = /\d[eE]\+?\d{3}|(?<!\d)\d{210}/;

/**
 * Parses JSON that will be merged and serialised again. Refuses nesting too deep for recursion, and numbers that
 * would become null.
 *
 * @throws GatewayError `body-unreadable`; the message never quotes the text, which may hold a password
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw unreadable(`it is nested deeper than ${maxDepth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('it is not valid JSON');
  }
  if (mayOverflow.test(text) && holdsInfinity(value)) throw unreadable('it holds a number that is too large');
  return value;
}

export function unreadable(why: string): GatewayError {
  return new GatewayError('body-unreadable', { message: `${why}.` });
}

/** Counts brackets outside of strings, without parsing. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (quoted) {
      if (letter === 0x5c) at += 1;
      else if (letter === 0x22) quoted = false;
    } else if (letter === 0x22) quoted = true;
    else if (letter === 0x7b || letter === 0x5b) depth += 1;
    else if (letter === 0x7d || letter === 0x5d) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
}
