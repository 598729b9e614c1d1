import { isIP } from 'node:net';
import { z } from 'zod';
import { readMoment } from './moment.js';

/*
 * The kinds of values an environment variable may hold. Messages complete the sentence that begins with the
 * key's name: "HOLDOVER_PORT must be ...".
 */

/** What the generated table shows beside the sentence. */
export interface SettingNotes {
  readonly description: string;
  /** The default in words, as markdown. */
  readonly shown: string;
}

/** What a key's `meta` takes: the default as the README shows it, and the sentence beside it. */
export function notes(shown: string, description: string): SettingNotes & Record<string, unknown> {
  return { shown, description };
}

/** One line: a line break would make another key, name or path of it. */
export function text(): z.ZodString {
  return z.string().regex(/^\P{Cc}+$/u, 'must be one line of text');
}

export function host() {
  const message = 'must be an IP address or a host name, without scheme and port';
  return z.string().refine((value) => isIP(value) !== 0 || hostName.test(value), message);
}

const hostName = /^(?!.*\.\.)[a-z0-9]([\w.-]{0,251}[a-z0-9])?$/i;

export function port() {
  return whole({ min: 0, max: 65_535, unit: 'a port' });
}

export function whole({ min, max, unit }: { min: number; max: number; unit: string }) {
  const message = `must be ${unit} from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, `must be one of: ${words.join(', ')}`);
}

export function yesOrNo() {
  return z.enum(['true', 'false'], 'must be true or false').transform((word) => word === 'true');
}

/** What can follow `Bearer` (RFC 6750, section 2.1), and is too long to be guessed. */
export function adminToken() {
  return z
    .string()
    .regex(/^[\w.~+/-]{16,512}=*$/, 'must be 16 to 512 letters, digits and -._~+/, as RFC 6750 has them');
}

/** `separator` is a regular expression; blanks around the parts are dropped, empty parts are a mistake. */
export function list(separator: RegExp, message = 'must not have an empty part') {
  return z
    .string()
    .transform((value) => value.split(separator).map((part) => part.trim()))
    .refine((parts) => parts.every((part) => part !== ''), { message, abort: true });
}

/**
 * An absolute http(s) URL without credentials, query and fragment; the message never repeats it. It is normalised (no
 * blank, empty query or default port): other URLs are made of it and compared with what the tenant says.
 */
export function baseUrl() {
  return z
    .string()
    .refine(isBaseUrl, 'must be an http:// or https:// URL without user name, password, query or fragment')
    .transform((value) => {
      const { origin, pathname } = new URL(value);
      return `${origin}${pathname}`.replace(/\/+$/, '');
    });
}

/** Without the path of v2's API: dashboards show its audience, which ends so, where one looks for the tenant's URL. */
export function tenantUrl() {
  return baseUrl().refine(
    (url) => !/\/api\/v2$/i.test(url),
    'must be the URL of the tenant itself, without /api/v2 at its end',
  );
}

/** A base of URLs in `Link`, which v1's .NET client splits at commas. */
export function linkBase() {
  return baseUrl().transform((url) => url.replaceAll(',', '%2C'));
}

/** A day or a minute in UTC, as milliseconds since the epoch. */
export function moment() {
  const message = 'must be a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z';
  return z
    .string()
    .refine((value) => readMoment(value) !== undefined, message)
    .transform((value) => readMoment(value) ?? 0);
}

/** The same, or `off`. */
export function momentOrOff() {
  const message = 'must be off, a day such as 2027-03-31, or a time in UTC such as 2027-03-31T12:00Z';
  return z
    .string()
    .refine((value) => value === 'off' || readMoment(value) !== undefined, message)
    .transform((value) => readMoment(value) ?? ('off' as const));
}

/** An absolute http(s) URL that can stand in a `Link` header: no blank, quote, comma or angle bracket. */
export function pageUrl() {
  return z
    .string()
    .refine(
      (value) => /^https?:\/\/[!#-%&'()*+\-./0-9:;=?@A-Z[\]_a-z~]+$/.test(value) && URL.canParse(value),
      'must be an http:// or https:// URL of ASCII characters without blanks and commas',
    );
}

/** User name, password and number of the database may be in it; the message never repeats it. */
export function redisUrl() {
  return z.string().refine(isRedisUrl, 'must be a redis:// or rediss:// URL');
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.protocol === 'http:' || url.protocol === 'https:');
}

function isRedisUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname, username, password, search, hash } = new URL(value);
  const known = (protocol === 'redis:' || protocol === 'rediss:') && search === '' && hash === '';
  return (
    known && hostname !== '' && /^\/?\d*$/.test(pathname) && isDecodable(username) && isDecodable(password)
  );
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
