/**
 * Bare Node that makes the same v2 calls as holdover, one after another, and passes the last answer on unchanged; a
 * change is answered OK.
 */
import { askTenant } from './ask-tenant.js';
import { serveAnswers, type Asked, type Told } from './serve-answers.js';

serveAnswers((asked) => (asked.method === 'PATCH' ? mergeMetadata(asked) : getConnection(asked)));

async function mergeMetadata({ method, url, authorization, body }: Asked): Promise<Told> {
  const path = url.replace(/^\/api(.*)\/metadata$/, '/api/v2$1');
  await askTenant({ method, path, authorization, body: `{"app_metadata":${body}}` });
  return { status: 200, type: 'text/plain', body: 'OK' };
}

async function getConnection({ method, url, authorization }: Asked): Promise<Told> {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const found = await askTenant({ method, path: `/api/v2/connections?name=${name}`, authorization });
  const [connection] = JSON.parse(found.toString()) as [{ id: string }];
  const path = `/api/v2/connections/${connection.id}/clients?take=1000`;
  const body = await askTenant({ method, path, authorization });
  return { status: 200, type: 'application/json; charset=utf-8', body };
}
