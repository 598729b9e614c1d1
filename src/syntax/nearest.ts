/**
 * The known name that takes the fewest edits.
 *
 * @param most most edits, at most a third of the length anyway; for long names that begin alike, give fewer
 */
export function nearest(wrong: string, known: Iterable<string>, most = Infinity): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const limit = Math.min(most, Math.max(1, Math.floor(Math.max(name.length, wrong.length) / 3)));
    const edits = distance(wrong, name, Math.min(limit, least - 1));
    if (edits < least) {
      least = edits;
      best = name;
    }
  }
  return best;
}

/** Number of edits and swaps of neighbours (optimal string alignment), or Infinity above the limit. */
function distance(a: string, b: string, limit: number): number {
  if (limit < 0 || Math.abs(a.length - b.length) > limit) return Infinity;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((above[j - 1] ?? 0) + same, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swap));
    }
    [before, above] = [above, row];
  }
  const edits = above[b.length] ?? Infinity;
  return edits <= limit ? edits : Infinity;
}
