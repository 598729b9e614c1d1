import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { bodyForRecord } from './read-body.js';

/** One call as it reached the sandbox, for tests to assert on. */
export interface SandboxCall {
  readonly method: string;
  /** As it came, still encoded. */
  readonly path: string;
  /** Without the question mark; empty without one. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** JSON or form as an object, other text as it came, undefined without a body. */
  readonly body: unknown;
  /** The status answered. */
  readonly status: number;
}

const kept = 1000;

/** Notes each call when its answer is about to go out; only the last thousand stay. */
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
