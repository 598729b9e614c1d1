import type { Caller } from '../tokens/caller.js';
import type { Tokens } from '../tokens/tokens.js';
import type { Collected } from './collect.js';
import type { V1Request } from './exchange.js';
import { linkKey, pathOfPage, targetOf } from './v1-query.js';

/** Bytes of path and query that the gateway takes: a longer link would be refused whoever followed it. */
const longestTarget = 8 * 1024;

/**
 * The `Link` header to the next page: absolute, on the host the client used, one `rel="next"`, no comma, and
 * sealed for that page alone, because node and .NET follow it without a token (facts v1, section 3). The seal also
 * holds where the page begins, which is nobody's business.
 */
export async function nextLink(
  request: V1Request,
  { page, cursor }: NonNullable<Collected['next']>,
  { caller, tokens }: { caller: Caller; tokens: Tokens },
): Promise<string> {
  const target = pathOfPage(request, page);
  // A v2 token that is too long to be sealed: its client sends it along, as it did with this page.
  if (caller.session === undefined) return `<${request.origin}${target}>; rel="next"`;
  const cut = target.indexOf('?');
  const sealed = await tokens.sealLink(
    caller,
    targetOf({ path: target.slice(0, cut), query: target.slice(cut + 1) }),
    cursor,
  );
  const link = `${target}&${linkKey}=${sealed}`;
  return `<${request.origin}${link.length > longestTarget ? target : link}>; rel="next"`;
}
