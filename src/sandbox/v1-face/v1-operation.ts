import { isJsonObject, type JsonObject, type JsonValue } from '../json-value.js';
import { badRequest } from './v1-refusal.js';
import type { V1Store } from './v1-store.js';

/** The client whose token it is. */
export interface V1Asker {
  readonly clientId: string;
  /** The account's own client, which may do everything in the tenant (S1). */
  readonly isGlobal: boolean;
}

/** One v1 request, read. */
export interface V1Call {
  readonly slots: Readonly<Record<string, string>>;
  /** Without the token. A `+` is a plus: node and ruby splice searches into the URL as they are. */
  readonly query: Readonly<Record<string, string>>;
  /** What was sent, `{}` for nothing. */
  readonly body: JsonValue;
  readonly asker: V1Asker;
  readonly store: V1Store;
  /** Scheme and host as the client called them. */
  readonly origin: string;
}

/** A text is sent as plain text, anything else as JSON. */
export interface V1Answer {
  /** Default 200. */
  readonly status?: number;
  readonly body: JsonValue;
  /** The page that comes next, as the query of the same path; its signature is added on the way out. */
  readonly next?: Readonly<Record<string, string>>;
}

/** One route of v1. */
export interface V1Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As express spells it. */
  readonly path: string;
  /** Refused with 401 to all but the global client (ruby's spec: `Unauthorized`). */
  readonly globalOnly?: true;
  /** Answered to whoever asks, without a token. */
  readonly open?: true;
  readonly answer: (call: V1Call) => V1Answer;
}

/** @throws V1Refusal 400 for a body that is no object */
export function objectIn({ body }: V1Call): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest('The body must be a JSON object.');
}

/** @throws V1Refusal 400 where the text is missing or empty */
export function neededText(body: JsonObject, key: string): string {
  const value = body[key];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(`Missing required property: ${key}`);
}
