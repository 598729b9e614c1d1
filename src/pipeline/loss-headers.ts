import type { ShownLoss } from '../map/run/losses.js';

/** What the names of all losses may take up, in characters: legacy servers and proxies bound a reply's head. */
const longest = 1000;

/**
 * `X-Holdover-Lossy`: the ids of the losses, and `X-Holdover-Lossy-Fields`: of those that say so the fields of the reply
 * that they touch, `one-bag=plan,seats profile-name=name`, percent-encoded. Names that are too many are left out, so
 * that a loss never seems to touch more than it does.
 */
export function lossHeaders(lossy: readonly ShownLoss[]): Record<string, string> {
  if (lossy.length === 0) return {};
  const headers: Record<string, string> = { 'X-Holdover-Lossy': lossy.map(({ id }) => id).join(' ') };
  const told = fieldsOf(lossy);
  if (told !== '') headers['X-Holdover-Lossy-Fields'] = told;
  return headers;
}

function fieldsOf(lossy: readonly ShownLoss[]): string {
  let left = longest;
  const words: string[] = [];
  for (const { id, fields } of lossy) {
    if (fields === undefined) continue;
    const names = fields.map(encoded).filter((name) => {
      const fits = name.length < left;
      if (fits) left -= name.length + 1;
      return fits;
    });
    words.push(`${id}=${names.join(',')}`);
  }
  return words.join(' ');
}

/** Half of a surrogate pair, which JSON may hold, cannot be encoded. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
