import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { bodyForRecord } from './read-body.js';

/** One call as it reached the sandbox, for tests to assert on. */
export interface SandboxCall {
  readonly method: string;
  /** As received, still percent-encoded. */
  readonly path: string;
  /** Without the question mark; empty if there is no query. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON or form as an object, other text as received, undefined without a body. */
  readonly body: unknown;
  /** Status of the answer. */
  readonly status: number;
}

const kept = 1000;

/** Records each call just before its answer is sent; only the last thousand stay. */
export function callRecord(calls: SandboxCall[]): RequestHandler {
  return (request, response, next) => {
    const [path = '', query = ''] = request.originalUrl.split(/\?(.*)/s);
    const raw: unknown = request.body;
    const body = bodyForRecord(Buffer.isBuffer(raw) ? raw : undefined, request.headers['content-type']);
    const { method, headers } = request;
    const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
    response.end = (...args: unknown[]) => {
      calls.push({ method, path, query, headers, body, status: response.statusCode });
      if (calls.length > kept) calls.shift();
      return end(...args);
    };
    next();
  };
}
