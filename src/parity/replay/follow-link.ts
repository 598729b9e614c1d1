import { isDeepStrictEqual } from 'node:util';
import type { Ask, Asked } from '../ask.js';
import { contentOf } from '../compare/compare-replies.js';
import { isSealed, nextLink } from '../compare/paging-links.js';
import type { RecordedReply } from '../recording.js';
import { isComeAgain } from './come-again.js';

/** The target of a URL at this server; undefined if it leads elsewhere. */
export type TargetHere = (url: string) => string | undefined;

/** @param bases URLs of one server, without a slash at the end: where it is asked, and where its links lead */
export function targetHere(bases: readonly string[]): TargetHere {
  const homes = bases.map((base) => partsOf(base));
  return (url) => {
    if (!URL.canParse(url)) return undefined;
    const { origin, target } = partsOf(url);
    // A base may have a path, which `Ask` puts in front of every target.
    const home = homes.find((each) => each.origin === origin && target.startsWith(`${each.target}/`));
    return home === undefined ? undefined : target.slice(home.target.length);
  };
}

/** The target as written, because a v1 client sends it so. */
function partsOf(url: string): { origin: string; target: string } {
  return { origin: new URL(url).origin, target: url.replace(/^https?:\/\/[^/?]*/i, '') };
}

/** The first page: what was asked, and both answers, the candidate's as it came. */
export interface FirstPage {
  readonly asked: Asked;
  readonly control: RecordedReply;
  readonly candidate: RecordedReply;
}

/**
 * Follows the candidate's link to the next page as a v1 client does: without a token if v1's link has a seal (facts
 * v1, section 3). Undefined if there is a next page, or if a comparison of both links tells all.
 *
 * @returns why there is no next page
 * @throws Error if there is no answer that tells
 */
export async function deadEndOf(
  { asked, control, candidate }: FirstPage,
  { ask, targetHere: here }: { readonly ask: Ask; readonly targetHere?: TargetHere | undefined },
): Promise<string | undefined> {
  const [known, url] = [nextLink(control.headers['link']), nextLink(candidate.headers['link'])];
  if (here === undefined || asked.method !== 'GET' || known === undefined || url === undefined)
    return undefined;
  if (!/^https?:/i.test(url) || (isSealed(known) && !isSealed(url))) return undefined;
  const target = here(url);
  if (target === undefined) return `leads to ${URL.canParse(url) ? new URL(url).origin : 'no URL'}`;
  const { bearer, ...rest } = asked;
  const reply = await ask({ ...rest, target, ...(isSealed(known) ? {} : { bearer }) });
  if (isComeAgain(reply))
    throw new Error(`the candidate had no room for the next page of it (${reply.status})`);
  if (reply.status >= 300) return `is answered with ${reply.status}`;
  return isSamePage(candidate, reply) ? 'leads to the same page again' : undefined;
}

function isSamePage({ body }: RecordedReply, { body: next }: RecordedReply): boolean {
  const [items, later] = [contentOf(body), contentOf(next)];
  return Array.isArray(items) && items.length > 0 && isDeepStrictEqual(items, later);
}
