import type { Request } from 'express';
import type { JsonValue } from '../json-value.js';
import { readBody } from '../read-body.js';
import { V2Error } from '../v2-error.js';
import { badRequest } from './v1-refusal.js';

type Query = Readonly<Record<string, string>>;

/** A `+` stays a plus (facts v1, 1.3); invalid percent-encoding stays as it is. */
export function queryOf(url: string): Record<string, string> {
  const [, text = ''] = url.split(/\?(.*)/s);
  const pairs = text.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [decoded(name), decoded(value)];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads JSON whatever the content type says, except forms, which .NET sends for tickets. */
export function bodyOf(request: Request): JsonValue {
  const raw: unknown = request.body;
  try {
    return readBody(Buffer.isBuffer(raw) ? raw : undefined, request.headers['content-type']);
  } catch (error) {
    throw error instanceof V2Error ? badRequest('The body is no JSON.') : error;
  }
}

export function originOf({ headers }: Request): string {
  return `http://${headers.host ?? 'localhost'}`;
}

export function pathWith(request: Request, query: Query): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${request.path}?${pairs.join('&')}`;
}

/** The query without the caller's credentials. */
export function withoutCredentials(query: Query): Query {
  return Object.fromEntries(
    Object.entries(query).filter(([name]) => name !== 'access_token' && name !== 'bewit'),
  );
}
