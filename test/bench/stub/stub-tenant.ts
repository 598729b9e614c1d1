/**
 * Stands in for the v2 tenant: plain node:http and answers that were made beforehand, with the header of a real one. It
 * looks only at method and path, so that it costs less than any contender. A program of its own.
 */
import { createServer } from 'node:http';
import { serve } from '../contenders/serve.js';
import { canned, connectionByName, type Canned } from './answers.js';

const server = createServer((request, response) => {
  const { status, type, body } = answerTo(request.method ?? '', request.url ?? '');
  const send = (): void => {
    response.writeHead(status, { ...usual(), 'Content-Type': type, 'Content-Length': body.length });
    response.end(body);
  };
  if (request.method === 'GET') send();
  else request.resume().once('end', send);
});

const byName = '/connections?name=';

function answerTo(method: string, url: string): Canned {
  // In v1's spelling: for the load without a proxy.
  const path = url.startsWith('/api/v2/') ? url.slice('/api/v2'.length) : url.replace(/^\/api/, '');
  if (path.startsWith('/users/')) return canned.user;
  if (path.startsWith('/users')) return listOrCreated(method, path);
  if (path.startsWith(byName)) return connectionByName.get(path.slice(byName.length)) ?? canned.unknown;
  if (path.startsWith('/connections/')) return canned.connectionClients;
  if (path.startsWith('/clients/')) return canned.client;
  if (path.startsWith('/oauth/token')) return canned.token;
  if (path.startsWith('/userinfo')) return canned.user;
  return path.startsWith('/stream') ? canned.stream : canned.unknown;
}

function listOrCreated(method: string, path: string): Canned {
  if (method === 'POST') return canned.created;
  return path.includes('include_totals=true') ? canned.userPage : canned.userList;
}

const steady = {
  'Cache-Control': 'private, no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
  'Strict-Transport-Security': 'max-age=15724800',
  Vary: 'origin,accept-encoding',
  'X-RateLimit-Limit': '1000000',
  'X-RateLimit-Remaining': '999999',
};
/** Every answer says, like the tenant's, that the bucket is refilled in a second. */
function usual(): Record<string, string> {
  return { ...steady, 'X-RateLimit-Reset': String(Math.ceil(Date.now() / 1_000) + 1) };
}

serve(server);
