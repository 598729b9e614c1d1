import type { ShownLoss } from '../map/run/losses.js';

/** Limit for the names of all losses, in characters: legacy servers and proxies limit the size of headers. */
const longest = 1000;

/**
 * `X-Holdover-Lossy` holds the ids of the losses. `X-Holdover-Lossy-Fields` holds the affected fields of the reply,
 * for the losses that tell them: `one-bag=plan,seats profile-name=name`, percent-encoded. Names beyond the limit are
 * left out but `id=` stays, so that a loss never seems to affect more than it does.
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

/** JSON may hold half of a surrogate pair, which cannot be percent-encoded. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
