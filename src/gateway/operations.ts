import express, { type Express, type Response } from 'express';
import { listRoutes } from '../map/list-routes.js';
import type { Route } from '../map/route.js';

export interface OperationsDeps {
  readonly routes: readonly Route[];
  readonly state: () => OperatingState;
}

export interface OperatingState {
  readonly listening: boolean;
  readonly draining: boolean;
  readonly upstreamToken: 'ok' | 'waiting' | 'not needed';
}

/**
 * What the operator asks, on a port of its own: `/livez` while the process runs, `/startupz` once it listens,
 * `/readyz` while it should be sent requests, `/routes` for the map it runs. The map and the configuration are
 * valid wherever this answers: with a flaw in either, nothing listens.
 */
export function operationsApp({ routes, state }: OperationsDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const table = listRoutes(routes);
  app.get('/livez', (_request, response) => {
    send(response, 200, { status: 'ok' });
  });
  app.get('/startupz', (_request, response) => {
    const { listening } = state();
    send(response, listening ? 200 : 503, { status: listening ? 'ok' : 'starting' });
  });
  app.get('/readyz', (_request, response) => {
    const now = state();
    const ready = now.listening && !now.draining && now.upstreamToken !== 'waiting';
    send(response, ready ? 200 : 503, { status: ready ? 'ok' : 'not ready', ...now });
  });
  app.get('/routes', (_request, response) => {
    send(response, 200, table);
  });
  app.use((_request, response) => {
    send(response, 404, { error: 'not found' });
  });
  return app;
}

function send(response: Response, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
