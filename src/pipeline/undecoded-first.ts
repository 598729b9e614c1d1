import type { Scope } from '../map/route.js';
import { setOwn } from '../syntax/json-object.js';
import { send, type CallDeps } from './call-v2.js';
import { listIn } from './lists/list-in.js';

export type Send = typeof send;

/**
 * Makes the calls of a list whose items are only copied. If the first answer is the whole list, it is not decoded. If
 * further calls follow, their answers are decoded, and the first one is decoded afterwards.
 */
export function undecodedFirst(scope: Scope, { copiesItems }: CallDeps): Send {
  // If the request alone rules copying out, this is decided now: an answer would have to be parsed twice.
  if (copiesItems?.([], scope) !== true) return send;
  const copiesText = (body: unknown): boolean => copiesItems(listIn(body), scope);
  let first: Promise<unknown> | undefined;
  return async (request, bearer, deps) => {
    if (first === undefined) return (first = sendFirst(request, bearer, { deps, copiesText }));
    const before = await first;
    if (deps.isomorphic === true) decodeIn(before);
    deps.isomorphic = false;
    return send(request, bearer, deps);
  };
}

async function sendFirst(
  request: Parameters<Send>[0],
  bearer: Parameters<Send>[1],
  { deps, copiesText }: { deps: CallDeps; copiesText: (body: unknown) => boolean },
): Promise<unknown> {
  const own: CallDeps = { ...deps, copiesText };
  const answer = await send(request, bearer, own);
  deps.isomorphic = own.isomorphic === true;
  return answer;
}

/** Decodes the texts of isomorphic JSON in place, because other objects already share parts of it. */
export function decodeIn(json: unknown): void {
  if (Array.isArray(json)) {
    for (const [n, item] of json.entries()) json[n] = decoded(item);
    return;
  }
  if (typeof json !== 'object' || json === null) return;
  const record = json as Record<string, unknown>;
  for (const [name, value] of Object.entries(record)) {
    Reflect.deleteProperty(record, name);
    setOwn(record, lettersOf(name), decoded(value));
  }
}

function decoded(value: unknown): unknown {
  if (typeof value === 'string') return lettersOf(value);
  decodeIn(value);
  return value;
}

function lettersOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
