import { GatewayError } from '../errors/gateway-error.js';
import type { CallShape, CallStep, CollectStep, Scope, SweepStep } from '../map/route.js';
import { betweenKeys } from '../reshapes/search/between-keys.js';
import { asJsonObject, isJsonObject } from '../syntax/json-object.js';
import { bearerOf, requestOf, send, withQuery, type CallDeps } from './call-v2.js';
import { collectAfter } from './lists/collect-after.js';
import { collectByKey, type KeyedList } from './lists/collect-by-key.js';
import { collect, type Collected } from './lists/collect.js';
import { follow } from './lists/follow.js';
import { listIn, unasked } from './lists/list-in.js';
import { lookThrough } from './look-through.js';
import { undecodedFirst, type Send } from './undecoded-first.js';

/** Makes one call with these further query parameters. */
type Ask = (more: [string, string][]) => Promise<unknown>;

/** @throws GatewayError `step-missing`, and all that `Upstream.send` throws */
export async function readStep(step: CallStep, scope: Scope, deps: CallDeps): Promise<unknown> {
  const ask = askOf(step, scope, deps);
  try {
    return pickFound(step, step.follow ? await follow(ask) : await ask([]), scope);
  } catch (error) {
    if (!isNotThere(error)) throw error;
    if (step.absent !== undefined) return askOf(step.absent, scope, deps)([]);
    if (step.otherwise === undefined) throw error;
    return step.otherwise(scope);
  }
}

/**
 * Looks through all pages of a list in which v2 cannot search by name.
 *
 * @throws GatewayError as `readStep`
 */
export async function readAllPages(step: CallStep, scope: Scope, deps: CallDeps): Promise<unknown> {
  const find = (items: readonly unknown[]): unknown => step.find?.(items, scope);
  const found = await lookThrough(askOf(step, scope, deps), find);
  return pickFound(step, found === undefined ? [] : [found], scope);
}

export function collectStep(
  step: CollectStep,
  scope: Scope,
  deps: CallDeps,
): Promise<Collected | readonly unknown[]> {
  const { range } = step;
  const ask = askOf(step, scope, deps);
  if (range.by === 'page') {
    const pages = { page: Number(range.page(scope)), perPage: Number(range.perPage(scope)) };
    if (range.key === undefined) return collect({ ...pages, ceiling: range.ceiling }, ask);
    const list = keyedList(step, range.key, { scope, deps, send: undecodedFirst(scope, deps) });
    return collectByKey({ ...pages, after: scope.cursor }, list);
  }
  const from = range.from(scope);
  return collectAfter(
    { from: typeof from === 'string' ? from : undefined, take: Number(range.take(scope)) },
    ask,
  );
}

/** The step's list, sorted by the key and narrowed to the items between two keys. */
export function keyedList(
  step: CollectStep | SweepStep,
  key: string,
  { scope, deps, send: sendOne = send }: { scope: Scope; deps: CallDeps; send?: Send | undefined },
): KeyedList {
  const request = requestOf(step, scope);
  const bearer = bearerOf(step, scope, deps.caller);
  const query = request.query ?? [];
  const criteria = query.find(([name]) => name === 'q')?.[1];
  const others = query.filter(([name]) => name !== 'q');
  return {
    ask: (between, paging) => {
      const q = betweenKeys(criteria, { key, ...between });
      const narrowed: [string, string][] = q === undefined ? [] : [['q', q]];
      return sendOne(
        { ...request, query: [...narrowed, ...others, ['sort', `${key}:1`], ...paging] },
        bearer,
        deps,
      );
    },
    keyOf: (item) => readKey(item, key),
  };
}

/** @throws GatewayError `upstream-unreadable` */
function readKey(item: unknown, key: string): string {
  const value = asJsonObject(item)[key];
  if (typeof value === 'string') return value;
  throw new GatewayError('upstream-unreadable', { message: `An item of a list has no ${key}.` });
}

/** @throws GatewayError `step-missing`, and `upstream-unreadable` for an answer that is not a list */
export function pickFound({ find, missing }: CallStep, answer: unknown, scope: Scope): unknown {
  if (find === undefined) return answer;
  const item = find(listIn(answer), scope);
  if (item === undefined) throw new GatewayError('step-missing', { row: missing });
  return item;
}

export function isNotFound(error: unknown): boolean {
  return (
    error instanceof GatewayError && error.code === 'upstream-refused' && error.details.upstreamStatus === 404
  );
}

/** v2 has no such record: it answers 404, or `invalid_uri` because the id cannot be one. */
function isNotThere(error: unknown): boolean {
  return isNotFound(error) || (error instanceof GatewayError && error.details.upstreamCode === 'invalid_uri');
}

export function piecesOf(list: readonly unknown[], size: number): unknown[][] {
  const pieces: unknown[][] = [];
  for (let n = 0; n < list.length; n += size) pieces.push(list.slice(n, n + size));
  return pieces;
}

function askOf(shape: CallShape, scope: Scope, deps: CallDeps): Ask {
  const request = requestOf(shape, scope);
  const bearer = bearerOf(shape, scope, deps.caller);
  return (more) => send(withQuery(request, more), bearer, deps).then((body) => readable(body, shape));
}

/**
 * Checks the kind of a body. A read of one record by its id must yield an object, and an answer that the map declares
 * as list, record or tokens must be one; where it names a field, each record has it. Other reads are checked where they
 * are used; the bodies of other writes are not used.
 *
 * @throws GatewayError `upstream-unreadable`, also for no body at all
 */
export function readable(body: unknown, { method, template, answers, holds }: CallShape): unknown {
  if (answers === 'list') return listOf(body, holds);
  if (answers === 'tokens') return tokensIn(body);
  const isNamed = method === 'GET' && template.endsWith('}') && answers !== 'text';
  if (!(isNamed || answers === 'record') || isSuch(body, holds)) return body;
  throw unasked();
}

function listOf(body: unknown, holds: string | undefined): unknown[] {
  const items = listIn(body);
  if (holds !== undefined && !items.every((item) => isSuch(item, holds))) throw unasked();
  return items;
}

/** Whether it is a record, and the text is there without which it is none of its kind. */
function isSuch(body: unknown, holds: string | undefined): boolean {
  return (
    isJsonObject(body) && (holds === undefined || (typeof body[holds] === 'string' && body[holds] !== ''))
  );
}

/** A 2xx alone does not prove a login: a tenant that accepts a user issues a token (RFC 6749, section 5.1). */
function tokensIn(body: unknown): unknown {
  const { access_token, id_token } = asJsonObject(body);
  if ([access_token, id_token].some((token) => typeof token === 'string' && token !== '')) return body;
  throw new GatewayError('upstream-unreadable', { message: 'There is no token in it.' });
}
