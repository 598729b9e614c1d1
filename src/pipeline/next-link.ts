import { linkKey } from '../syntax/raw-query.js';
import { splitTarget } from '../syntax/split-target.js';
import type { Caller } from '../tokens/caller.js';
import type { Tokens } from '../tokens/tokens.js';
import type { Collected } from './lists/collect.js';
import type { V1Request } from './exchange.js';
import { longestTarget } from './longest-target.js';
import { pathOfPage, targetOf } from './v1-query.js';

/**
 * The `Link` header to the next page: an absolute URL on the host that the client used, one `rel="next"`, no comma.
 * It is sealed for that page alone, because node and .NET follow it without a token (facts v1, section 3). The seal
 * also hides the key at which the page begins.
 *
 * The link has no seal if the caller's token or the sealed link would be too long. The client then has to send its
 * token, as it did for this page, and is told so if it does not.
 */
export async function nextLink(
  request: V1Request,
  { page, cursor }: NonNullable<Collected['next']>,
  { caller, tokens }: { caller: Caller; tokens: Tokens },
): Promise<string> {
  const target = pathOfPage(request, page);
  const withoutSeal = `<${request.origin}${target}>; rel="next"`;
  if (caller.session === undefined) return withoutSeal;
  const sealed = await tokens.sealLink(caller, targetOf(splitTarget(target)), cursor);
  const opened = `${target}&${linkKey}=${sealed}`;
  return opened.length > longestTarget ? withoutSeal : `<${request.origin}${opened}>; rel="next"`;
}
