import { createHash, createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LoadedMap } from '../map/load-map.js';
import { percentDecoded } from '../syntax/percent-decoded.js';
import { credentialKeys } from '../syntax/raw-query.js';
import { splitTarget } from '../syntax/split-target.js';
import { maskAssigned, maskQuoted, mayBeNumber } from '../observe/mask-quoted.js';
import type { Exchange, RecordedBody, RecordedReply, RecordedRequest, RecordingHeader } from './recording.js';
import { scriptIn } from './script-in.js';
import { isSecretBag, isSecretName, openWords, recordedWords } from './secret-names.js';

export const redacted = '[redacted]';

/** Removes secrets before anything is written or shown. Pure. */
export interface Redaction {
  readonly emails: RecordingHeader['emails'];
  request(request: RecordedRequest): RecordedRequest;
  reply(reply: RecordedReply): RecordedReply;
  exchange<T extends Omit<Exchange, 'id'>>(exchange: T): T;
}

// Each pattern reads a text only once: no attempt begins inside the text that another attempt has read.
/** A JWT, or its first part alone: a JSON object in Base64. */
const jwt = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
/** The length of a name is limited, so that each attempt is short. */
const secretField = `(?!${openWords})[\\w.[\\]%-]{0,64}?(?:${recordedWords})[\\w.[\\]%-]{0,64}`;
/** In a URL, or in the first field of a form in a text, where `code` and `state` are words of an error. */
const inQuery = new RegExp(
  `((?:[?&;#](?:${secretField}|code|state)=|(?<![^"'])${secretField}=(?!=)))[^&\\s"'<>]+`,
  'gi',
);
/** A password may contain an @: the last one ends it. */
const inUserinfo = /:\/\/[^/\s"']*@/g;
/** In a URL the @ and the + of an address may be percent-encoded; no match begins inside `%2B`. */
const address =
  /(?<![^\s/?&=:;"'<>,|()[\]%@]|%2B|%(?=2B))(?:[^\s/?&=:;"'<>,|()[\]%@]|%2B)+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;

/**
 * @param key HMAC key for e-mail addresses: the same address has the same hash everywhere, and cannot be guessed
 * without the key. Undefined: addresses stay.
 */
export function createRedaction(map: Pick<LoadedMap, 'index' | 'slots'>, key?: string): Redaction {
  const text = textRedaction(key);
  const said: RedactText = (input) => maskAssigned(text(input), isSecretName, redacted);
  /** Redacts headers and body. */
  const inner = <T extends RecordedReply | RecordedRequest>(given: T, rule: Rule): T => ({
    ...given,
    headers: redactValue(given.headers, { ...rule, all: false }) as T['headers'],
    ...(given.body === undefined ? {} : { body: redactBody(given.body, rule) }),
  });
  const request = (given: RecordedRequest): RecordedRequest => ({
    ...inner(given, { text: said, all: holdsSecrets(given.target) }),
    target: redactTarget(map, given, text),
  });
  return {
    emails: key === undefined ? 'plain' : { hashed: fingerprint(key) },
    request,
    reply: (given) => inner(given, { text: said, all: false }),
    exchange: (given) => {
      const echoed = withoutEchoes(said, secretSlots(map, given.request));
      const rule = { text: echoed, all: holdsSecrets(given.request.target) };
      return {
        ...given,
        caller: text(given.caller),
        request: request(given.request),
        ...(given.reply === undefined ? {} : { reply: inner(given.reply, rule) }),
        ...(given.again === undefined ? {} : { again: inner(given.again, rule) }),
      };
    },
  };
}

/** Whether a secret was redacted in the request, so that it cannot be repeated. */
export function isRedacted({ target, body }: RecordedRequest): boolean {
  return (
    target.includes(encodeURIComponent(redacted)) ||
    (body !== undefined && JSON.stringify(body).includes(redacted))
  );
}

/** Whether the request holds a hashed e-mail address. */
export function isHashed({ target, body }: RecordedRequest): boolean {
  return target.includes(hashedHost) || (body !== undefined && JSON.stringify(body).includes(hashedHost));
}

const hashedHost = '@hashed.invalid';

type RedactText = (text: string) => string;

function textRedaction(key: string | undefined): RedactText {
  const hash = (found: string): string => {
    const plain = found.replace('%40', '@').replaceAll(/%2B/gi, '+').toLowerCase();
    return plain.endsWith(hashedHost) || key === undefined
      ? found
      : `${createHmac('sha256', key).update(plain).digest('hex').slice(0, 20)}${hashedHost}`;
  };
  return (text) => {
    let left = text;
    if (left.includes('eyJ')) left = left.replace(jwt, redacted);
    if (left.includes('://')) left = left.replace(inUserinfo, `://${redacted}@`);
    if (left.includes('=')) left = left.replace(inQuery, `$1${redacted}`);
    if (left.includes(' ')) left = left.replace(bearer, `$1 ${redacted}`);
    left = maskQuoted(left, hasSecrets, redacted);
    if (key !== undefined && /@|%40/.test(left)) left = left.replace(address, hash);
    return left;
  };
}

/** Shorter secrets are no tokens, and occur inside ordinary words. */
const shortestEcho = 6;

/** Redacts the secrets of a path that the answer quotes (`Cannot DELETE /api/..`). */
function withoutEchoes(text: RedactText, secrets: ReadonlySet<string>): RedactText {
  const long = [...secrets].filter((secret) => secret.length >= shortestEcho);
  const spelled = long.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return spelled.length === 0
    ? text
    : (input) => spelled.reduce((left, secret) => left.replaceAll(secret, redacted), text(input));
}

interface Rule {
  readonly text: RedactText;
  /** Every text is a secret, except under `key` and `name`. */
  readonly all: boolean;
}

function redactBody(body: RecordedBody, rule: Rule): RecordedBody {
  if ('json' in body) return { json: redactValue(body.json, rule) };
  if ('text' in body) return { text: redactText(body, rule) };
  return {
    form: body.form.map(([name, value]) => [
      name,
      isSecretField(name, rule) ? redacted : redactInner(value, rule),
    ]),
  };
}

/**
 * A text that names a secret, such as malformed JSON or a form of another type, is redacted as a whole: the end of
 * the secret is unknown. JSON in a script can be parsed, and is.
 */
function redactText(body: RecordedBody & { text: string }, rule: Rule): string {
  if (rule.all) return redacted;
  const script = scriptIn(body);
  if (script !== undefined) {
    const shown = redactJson(body.text, script.json, rule);
    return shown === body.text ? shown : `${script.callback}(${shown})`;
  }
  const left = redactInner(body.text, rule);
  return namesSecret(left) ? redacted : left;
}

/** A word before `:`, `=`, `>` or an empty line, perhaps in quotes. Values in URLs are redacted already. */
const namedValue = /(?<![\w-])([\w-]+)["']?\s*(?:[:=>](?!\s*\[redacted\])|\r?\n\r?\n)/g;

function namesSecret(text: string): boolean {
  return [...text.matchAll(namedValue)].some(([, name = '']) => isSecretName(name));
}

function redactValue(value: unknown, rule: Rule): unknown {
  if (typeof value === 'string') return redactInner(value, rule);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, rule));
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const hidden = isSecret(key, rule)
      ? mask(inner, mayBeNumber(key))
      : redactValue(inner, within(key, rule));
    Object.defineProperty(out, rule.text(key), { value: hidden, enumerable: true, configurable: true });
  }
  return out;
}

/** Redacts a text in a body. JSON in the text, such as a logged body, is treated like a body. */
function redactInner(text: string, rule: Rule): string {
  if (!/^\s*[[{]/.test(text)) return rule.text(text);
  try {
    return redactJson(text, JSON.parse(text), rule);
  } catch {
    return rule.text(text);
  }
}

/** Keeps the text as written if it holds no secret, not even in the first of two fields with the same name. */
function redactJson(text: string, json: unknown, rule: Rule): string {
  const shown = redactValue(json, rule);
  return isDeepStrictEqual(shown, json) && rule.text(text) === text ? text : JSON.stringify(shown);
}

function within(key: string, rule: Rule): Rule {
  return isSecretBag(key) ? { ...rule, all: true } : rule;
}

/** In a bag every value is a secret, except `key` and `name`, which tell whose value it is. */
function isSecret(key: string, { all }: Rule): boolean {
  return all ? key !== 'key' && key !== 'name' : isSecretName(key);
}

/** The name of a form's field is a path (`options[configuration][x]`). */
function isSecretField(name: string, rule: Rule): boolean {
  const path = name.split(/[[\]]+/).filter((step) => step !== '');
  const all = rule.all || path.slice(0, -1).some((step) => isSecretBag(step));
  return all ? isSecret(path.at(-1) ?? name, { ...rule, all }) : path.some(isSecretName);
}

/** For JSON with unclear ends or quotes, where the content of a bag cannot be told from what follows it. */
function hasSecrets(name: string): boolean {
  return isSecretName(name) || isSecretBag(name);
}

/**
 * Redacts texts only: flags, numbers, null and the number of values are no secrets. With `numbers` it also redacts
 * a number, such as a password of digits that a client sent as a number.
 */
function mask(value: unknown, numbers: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, numbers));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner, false)]));
  return typeof value === 'string' || (numbers && typeof value === 'number') ? redacted : value;
}

/** The target without the caller's credentials, and with `[redacted]` in place of other secrets. */
function redactTarget(
  map: Pick<LoadedMap, 'index' | 'slots'>,
  { method, target }: RecordedRequest,
  text: RedactText,
): string {
  const { path, query } = splitTarget(target);
  const secrets = secretSlots(map, { method, target });
  const shown = path
    .split('/')
    .map((segment) => (secrets.has(percentDecoded(segment)) ? mark : text(segment)));
  const pairs = query
    .split('&')
    .filter((pair) => !credentialKeys.has(percentDecoded(nameOf(pair))))
    .map((pair) => {
      const name = nameOf(pair);
      return name !== pair && isSecretName(percentDecoded(name)) ? `${name}=${mark}` : redactPair(pair, text);
    });
  const left = pairs.join('&');
  return left === '' ? shown.join('/') : `${shown.join('/')}?${left}`;
}

const mark = encodeURIComponent(redacted);

/** Treats JSON or a URL in a query value as in a body. */
function redactPair(pair: string, text: RedactText): string {
  const name = nameOf(pair);
  const value = percentDecoded(pair.slice(name.length + 1).replaceAll('+', '%20'));
  const shown = redactInner(value, {
    text: (inner) => maskQuoted(inner.replace(inQuery, `$1${redacted}`), hasSecrets, redacted),
    all: false,
  });
  return text(shown === value ? pair : `${name}=${encodeURIComponent(shown)}`);
}

/** Whether the path, in any spelling, is that of rules-configs: the credentials that rules use elsewhere. */
function holdsSecrets(target: string): boolean {
  const [, first = '', second = ''] = tidied(target.split('?', 1)[0] ?? '').split('/');
  return percentDecoded(first) === 'api' && percentDecoded(second) === 'rules-configs';
}

/** Normalises a path. v1 may have accepted what the map does not, such as two slashes after the host. */
function tidied(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    const name = percentDecoded(segment);
    if (name === '..') kept.pop();
    else if (name !== '' && name !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

function secretSlots(
  { index, slots }: Pick<LoadedMap, 'index' | 'slots'>,
  { method, target }: Pick<RecordedRequest, 'method' | 'target'>,
): ReadonlySet<string> {
  const { path, query } = splitTarget(target);
  try {
    const tidy = tidied(path);
    const first = index.find(method, tidy, query);
    const found = first.kind === 'method-unknown' ? index.find(first.allow[0] ?? '', tidy, query) : first;
    if (found.kind !== 'match') return new Set();
    const values = Object.entries(found.match.slots).filter(([slot]) => slots.get(slot)?.secret === true);
    return new Set(values.map(([, value]) => value));
  } catch {
    // v1 would not have understood the path either.
    return new Set();
  }
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

function fingerprint(key: string): string {
  return createHash('sha256').update(`holdover recording ${key}`).digest('hex').slice(0, 12);
}
