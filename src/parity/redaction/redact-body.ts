import { isDeepStrictEqual } from 'node:util';
import { mayBeNumber } from '../../observe/log/mask-quoted.js';
import type { RecordedBody } from '../recording.js';
import { scriptIn } from '../script-in.js';
import { redacted, type RedactText } from './redact-text.js';
import { isSecretBag, isSecretName } from './secret-names.js';

export interface Rule {
  readonly text: RedactText;
  /** Every text is a secret, except under `key` and `name`. */
  readonly all: boolean;
}

export function redactBody(body: RecordedBody, rule: Rule): RecordedBody {
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
  // What v1 says where a write has been made.
  if (rule.all) return body.text === 'OK' ? body.text : redacted;
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

export function redactValue(value: unknown, rule: Rule): unknown {
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
export function redactInner(text: string, rule: Rule): string {
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
