import { GatewayError } from '../errors/gateway-error.js';
import type { LookupStep, Route } from '../map/route.js';
import type { LookupCache, Question, Remembered } from '../upstream/lookups/lookup-cache.js';

/** One look-up of one request. */
export interface LookUp {
  readonly step: LookupStep;
  readonly needs: Readonly<Record<string, unknown>>;
  /** The asking credentials, by identity: the cache keeps the answers to each apart. */
  readonly asker: object | undefined;
  /** Whether the request changes something. */
  readonly writing: boolean;
  /** Asks v2. */
  readonly ask: () => Promise<unknown>;
}

export interface LookedUp {
  readonly record: unknown;
  readonly fromCache: boolean;
}

/**
 * Finds a record by its name. A request that reads may get a cached answer. A request that writes always asks v2, so
 * that a record that was created elsewhere under the same name is not taken for the old one.
 *
 * If the tenant is unwell, a read gets the last known answer, unless the name was written to since. An old id is good
 * for most requests, and if v2 answers 404, the name is looked up again.
 *
 * A request that reads gets only what does not change in a record: its id and the values it was asked by. If the
 * look-up has `keeps`, every request gets exactly these fields, cached or not.
 *
 * @param again ask v2 even if there is a cached answer
 * @throws GatewayError `step-missing`, and what `ask` throws
 */
export async function lookUp(
  { step, needs, asker, writing, ask }: LookUp,
  cache: LookupCache,
  again = false,
): Promise<LookedUp> {
  if (step.cacheS === undefined || asker === undefined) return { record: await ask(), fromCache: false };
  const question: Question = { list: listOf(step), key: JSON.stringify([step.name, needs]), asker };
  const { keeps } = step;
  const known = (writing && keeps === undefined) || again ? undefined : cache.recall(question);
  if (known !== undefined) return { record: recordOf(known), fromCache: true };
  const remember = cache.begin(question, step.cacheS);
  try {
    const record = await ask();
    const kept = keeps === undefined ? { ...needs, id: idOf(record) } : pick(record, keeps);
    remember({ kind: 'found', record: kept });
    return { record: writing && keeps === undefined ? record : kept, fromCache: false };
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'step-missing')
      remember({ kind: 'missing', row: error.details.row });
    const mayRecall = !again && isUnwell(error) && (!writing || keeps !== undefined);
    const last = mayRecall ? cache.recallLast(question) : undefined;
    if (last === undefined) throw error;
    return { record: recordOf(last), fromCache: true };
  }
}

/** The tenant failed to answer, as opposed to a refusal. */
function isUnwell(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const { code, details } = error;
  if (code !== 'upstream-refused') return code.startsWith('upstream-') && code !== 'upstream-token-refused';
  return details.upstreamStatus === 429 || (details.upstreamStatus ?? 0) >= 500;
}

/** Whether any of the route's calls changes something. */
export function isWriting({ steps }: Route): boolean {
  return steps.some((step) => step.kind === 'call' && step.method !== 'GET');
}

/** Whether both are the same record. A record without an id equals none. */
export function isSame(one: unknown, other: unknown): boolean {
  const id = idOf(one);
  return id !== undefined && id === idOf(other);
}

/** A record that is read by its id is cached under the list that contains it. */
function listOf({ call }: LookupStep): string {
  return call.template.split('/{')[0] ?? call.template;
}

function pick(record: unknown, keys: readonly string[]): Record<string, unknown> {
  const all = (record ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

function idOf(record: unknown): unknown {
  const { id, user_id } = (record ?? {}) as { readonly id?: unknown; readonly user_id?: unknown };
  return id ?? user_id;
}

function recordOf(known: Remembered): unknown {
  if (known.kind === 'found') return known.record;
  throw new GatewayError('step-missing', { row: known.row });
}
