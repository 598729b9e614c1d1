import { pagingLinks } from '../../src/parity/compare/paging-links.js';
import type { V1Reply } from '../support/native-v1.js';
import { textOf, type Json, type JsonObject } from '../unit/reshapes/json-arbitrary.js';
import { blurs, v2Fields } from './native-v1-losses.js';
import type { Side } from './native-v1-stage.js';

/** The kind of a record, which determines the parts to leave out of the comparison. */
export type Kind = 'user' | 'connection' | 'client' | 'rule' | 'template' | 'metadata' | 'other';

/** What may explain a difference in a reply of holdover. */
export interface Told {
  readonly kind: Kind;
  /** The losses that the reply itself reports. */
  readonly losses: ReadonlySet<string>;
  /** The losses that an earlier write reported for the record with this label. */
  readonly lasting: (label: string) => ReadonlySet<string>;
  readonly loginsDiffer: boolean;
}

type Replies = Readonly<Record<Side, V1Reply>>;

/** The difference that no loss explains, if there is one, and the losses that were needed to explain the others. */
export function findDifference(
  replies: Replies,
  told: Told,
): { readonly difference?: string; readonly needed: readonly string[] } {
  const unlike = differenceOf(replies, told, new Set());
  if (unlike === undefined) return { needed: [] };
  const all = new Set([
    ...told.losses,
    ...labelsIn(replies.native).flatMap((label) => [...told.lasting(label)]),
  ]);
  const difference = differenceOf(replies, told, all);
  if (difference !== undefined) return { difference, needed: [] };
  const isNeeded = (loss: string): boolean =>
    differenceOf(replies, told, new Set([...all].filter((other) => other !== loss))) !== undefined;
  return { needed: [...all].filter(isNeeded) };
}

/** @param allowed the reported losses that may explain a difference */
function differenceOf(
  { native, holdover }: Replies,
  told: Told,
  allowed: ReadonlySet<string>,
): string | undefined {
  const heads = [native, holdover].map(headOf);
  if (heads[0] !== heads[1])
    return `v1 ${heads[0] ?? ''} ${textIn(native)}\nholdover ${heads[1] ?? ''} ${textIn(holdover)}`;
  if (native.status >= 300) return undefined;
  if (allowed.has('client-users') || (told.loginsDiffer && allowed.has('password-login'))) return undefined;
  const ours = recordsIn(native);
  const theirs = withoutV2Fields(recordsIn(holdover), ours, told.kind);
  const show = (records: readonly Json[]): string[] =>
    inOrder(
      records.map((record) => textOf(seen(record, told, allowed))),
      told.kind,
      allowed,
    );
  const [ourTexts, theirTexts] = [show(ours), show(theirs)];
  if (allowed.has('search-case') || allowed.has('search-field')) {
    const extra = theirTexts.find((text) => !ourTexts.includes(text));
    return extra === undefined ? undefined : `holdover alone finds ${extra}`;
  }
  if (ourTexts.join('\n') === theirTexts.join('\n')) return undefined;
  const n = ourTexts.findIndex((text, at) => text !== theirTexts[at]);
  return `v1       ${ourTexts[n] ?? '(no more)'}\nholdover ${theirTexts[Math.max(n, 0)] ?? '(no more)'}`;
}

/** Bodies of errors are known to differ: only the one sentence that an SDK's tests look for is compared. */
function headOf(reply: V1Reply): string {
  const { status, type, body, headers } = reply;
  if (status >= 400) return `${status} ${textIn(reply).includes('user not found') ? 'user not found' : ''}`;
  const shape = Array.isArray(body) ? 'list' : typeof body;
  const pages = Object.keys(pagingLinks(headers.get('link') ?? undefined));
  return `${status} ${type} ${shape} ${pages.join(' ')}`;
}

function textIn({ body }: V1Reply): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function recordsIn({ body }: V1Reply): readonly Json[] {
  return Array.isArray(body) ? (body as Json[]) : [body as Json];
}

/** Fields that only v2 has are no difference where v1 has no field of that name. */
function withoutV2Fields(holdover: readonly Json[], native: readonly Json[], kind: Kind): readonly Json[] {
  const extra = v2Fields[kind] ?? [];
  const ours = new Map(native.map((record) => [labelOf(record), record]));
  return holdover.map((record) => {
    const counterpart = ours.get(labelOf(record));
    if (!isObject(record) || !isObject(counterpart)) return record;
    return filtered(record, (name) => !extra.includes(name) || Object.hasOwn(counterpart, name));
  });
}

function seen(record: Json, told: Told, allowed: ReadonlySet<string>): Json {
  if (!isObject(record) || told.kind === 'metadata') return record;
  const losses = [...told.losses, ...told.lasting(labelOf(record))].filter((loss) => allowed.has(loss));
  const blurred = losses.reduce((so, loss) => blurs[loss]?.(so) ?? so, record);
  return filtered(blurred, () => true, noiseless);
}

/** v1's order of a list is known for users only; rules have theirs in a field. */
function inOrder(texts: string[], kind: Kind, allowed: ReadonlySet<string>): string[] {
  return kind === 'user' && !allowed.has('list-order') ? texts : texts.sort();
}

function labelsIn(reply: V1Reply): string[] {
  return recordsIn(reply).map(labelOf);
}

function labelOf(record: Json): string {
  if (!isObject(record)) return '';
  const { user_id, clientID, name } = record;
  const label = user_id ?? clientID ?? name;
  return typeof label === 'string' ? label : '';
}

/** Values that differ from one call to the next are compared by their form. */
function noiseless(name: string, value: Json): Json {
  if (name === 'signingKey' && isObject(value)) return Object.keys(value).sort();
  if (typeof value !== 'string') return value;
  if (name === 'id' || name === '_id' || name === 'rule_id')
    return /^(?:con|rul)_\w{16}$/.test(value) ? '(id)' : value;
  if (name === 'ticket') return /^https?:\/\/\S+$/.test(value) ? '(link)' : value;
  if (name === 'clientSecret') return value.length >= 32 ? '(secret)' : value;
  if (name === 'picture') return /gravatar\.com\/avatar\/([0-9a-f]{32})/.exec(value)?.[1] ?? value;
  if (/^(?:created_at|updated_at|lastLogin)$/.test(name))
    return Number.isNaN(Date.parse(value)) ? value : '(time)';
  if (name === 'provisioning_ticket') return '(ticket)';
  return name === 'provisioning_ticket_url' && value.startsWith('http') ? '(url)' : value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function filtered(
  record: JsonObject,
  keeps: (name: string) => boolean,
  change: (name: string, value: Json) => Json = (_, value) => value,
): JsonObject {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => keeps(name))
      .map(([name, value]) => [name, change(name, value)]),
  );
}
