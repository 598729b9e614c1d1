import { GatewayError, type ErrorCode } from '../errors/gateway-error.js';
import { linkKey, readRawQuery } from '../syntax/raw-query.js';
import type { Caller } from '../tokens/caller.js';
import type { Tokens } from '../tokens/tokens.js';
import type { V1Request } from './exchange.js';
import { targetOf } from './v1-query.js';

const refusals: ReadonlySet<ErrorCode> = new Set([
  'token-invalid',
  'token-expired',
  'link-invalid',
  'link-expired',
]);

/**
 * Identifies the caller by the Authorization header, else by `?access_token=` (.NET always, node 0.1.16), else by the
 * signature of a paging link, which v1 clients follow without any token.
 *
 * A token that is not accepted makes the caller anonymous, and the caller keeps the reason: clients send an old token
 * even to `/unlink` and `validate_userpassword`, which require none.
 */
export async function authenticate(request: V1Request, tokens: Tokens): Promise<Caller> {
  try {
    return await identify(request, tokens);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...tokens.anonymous(), refusal: error };
  }
}

async function identify(request: V1Request, tokens: Tokens): Promise<Caller> {
  const query = readRawQuery(request.query);
  const token = request.authorization ?? query.get('access_token');
  // A paging link may be shared because it only reads: it authorizes no other method on its path.
  const signature = request.method === 'GET' ? query.get(linkKey) : undefined;
  if (token === undefined)
    return signature === undefined ? tokens.anonymous() : tokens.openLink(signature, targetOf(request));
  const caller = await tokens.open(token);
  return signature === undefined ? caller : { ...caller, cursor: await cursorOf(signature, request, tokens) };
}

/** Some clients follow a link and send their token as well. The link then only says where the list continues. */
async function cursorOf(signature: string, request: V1Request, tokens: Tokens): Promise<string | undefined> {
  try {
    return (await tokens.openLink(signature, targetOf(request))).cursor;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): error is GatewayError {
  return error instanceof GatewayError && refusals.has(error.code);
}
