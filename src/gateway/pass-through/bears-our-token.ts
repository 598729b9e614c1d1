import type { IncomingMessage } from 'node:http';
import { percentDecoded } from '../../syntax/percent-decoded.js';

/**
 * Whether a request carries a token that v1 has not issued, in its header or anywhere in its target. v1 must not see
 * such a token, and could not use it.
 */
export function bearsOurToken(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  isOurs: (token: string) => boolean,
): boolean {
  const said = (headers.authorization ?? '').split(/[\s,]+/);
  return [...said, ...url.split(/[/?&=]/).map(percentDecoded)].some((word) => word !== '' && isOurs(word));
}
