import { readRawQuery } from '../map/raw-query.js';
import type { Caller } from '../tokens/caller.js';
import type { Tokens } from '../tokens/tokens.js';
import type { V1Request } from './exchange.js';
import { linkKey, targetOf } from './v1-query.js';

/**
 * Finds out who asks: the Authorization header, else `?access_token=` (.NET always, node 0.1.16), else the
 * signature of a paging link, which v1 clients follow without any token.
 *
 * @throws GatewayError `token-invalid`, `token-expired`, `link-invalid`, `link-expired`
 */
export async function authenticate(request: V1Request, tokens: Tokens): Promise<Caller> {
  if (request.authorization !== undefined) return tokens.open(request.authorization);
  const query = readRawQuery(request.query);
  const token = query.get('access_token');
  if (token !== undefined) return tokens.open(token);
  const signature = query.get(linkKey);
  // A link is safe to share because it only reads: it opens no other method on its path.
  if (signature !== undefined && request.method === 'GET')
    return tokens.openLink(signature, targetOf(request));
  return tokens.anonymous();
}
