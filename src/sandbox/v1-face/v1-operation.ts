import { isJsonObject, type JsonObject, type JsonValue } from '../json-value.js';
import { badRequest } from './v1-refusal.js';
import type { V1Store } from './v1-store.js';

/** The client that the token belongs to. */
export interface V1Asker {
  readonly clientId: string;
  /** The account's global client, which may do everything in the tenant (S1). */
  readonly isGlobal: boolean;
}

/** One parsed v1 request. */
export interface V1Call {
  readonly slots: Readonly<Record<string, string>>;
  /** Without the token. A `+` stays a plus: node and ruby put searches into the URL unencoded. */
  readonly query: Readonly<Record<string, string>>;
  /** The parsed body; `{}` if there is none. */
  readonly body: JsonValue;
  readonly asker: V1Asker;
  readonly store: V1Store;
  /** Scheme and host that the client used. */
  readonly origin: string;
}

/** The answer to a call. A string is sent as plain text, anything else as JSON. */
export interface V1Answer {
  /** Default 200. */
  readonly status?: number;
  readonly body: JsonValue;
  /** Query of the next page on the same path; the signature is added when the answer is sent. */
  readonly next?: Readonly<Record<string, string>>;
}

/** One route of v1. */
export interface V1Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In express syntax. */
  readonly path: string;
  /** 401 for all clients except the global one (ruby's spec: `Unauthorized`). */
  readonly globalOnly?: true;
  /** Needs no token. */
  readonly open?: true;
  readonly answer: (call: V1Call) => V1Answer;
}

/** @throws V1Refusal 400 if the body is not an object */
export function objectIn({ body }: V1Call): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest('The body must be a JSON object.');
}

/** @throws V1Refusal 400 if the text is missing or empty */
export function neededText(body: JsonObject, key: string): string {
  const value = body[key];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(`Missing required property: ${key}`);
}
