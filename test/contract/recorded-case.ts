import { readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '../../src/sandbox/json-value.js';

/** One exchange with the real Auth0 v2, as its SDKs' maintainers recorded it; hosts and secrets are replaced. */
export interface RecordedCase {
  readonly case: string;
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: string;
  readonly request_body?: JsonValue;
  readonly status: number;
  readonly body?: JsonValue;
  /** The Link header, where one was recorded. */
  readonly link?: string;
  /** Repository, version and file of the recording. */
  readonly source: string;
}

const files = [
  'users',
  'connections',
  'clients',
  'devices-tickets-jobs',
  'logs',
  'errors',
  'oauth',
  'rules-and-templates',
];

/** Every recorded exchange, by name. Lists are cut to their first three items. */
export function recordedCases(): Map<string, RecordedCase> {
  const all = files.flatMap((file) => {
    const text = readFileSync(new URL(`recorded/${file}.json`, import.meta.url), 'utf8');
    return JSON.parse(text) as RecordedCase[];
  });
  return new Map(all.map((one) => [one.case, one]));
}

/** The recorded body as an object. */
export function recordedObject(recorded: RecordedCase): JsonObject {
  const { body } = recorded;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Error(`${recorded.case} has no object as body`);
  }
  return body;
}

/** The recorded body as a list of objects; for an envelope, the list under the key. */
export function recordedList(recorded: RecordedCase, key?: string): JsonObject[] {
  const list = key === undefined ? recorded.body : recordedObject(recorded)[key];
  if (!Array.isArray(list)) throw new Error(`${recorded.case} has no list`);
  return list as JsonObject[];
}

/** Keys and types of a value, without the named keys at any depth. Lists are the set of their items' shapes. */
export function shapeOf(value: unknown, except: readonly string[] = []): unknown {
  if (Array.isArray(value)) {
    const shapes = value.map((item) => JSON.stringify(shapeOf(item, except)));
    return { list: [...new Set(shapes)].sort() };
  }
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([key]) => !except.includes(key))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, shapeOf(child, except)]));
}

/** The value without the named keys, at any depth. */
export function stripped(value: unknown, except: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => stripped(item, except));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !except.includes(key));
  return Object.fromEntries(entries.map(([key, child]) => [key, stripped(child, except)]));
}
