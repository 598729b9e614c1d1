/** The first `count` items in sorted order; stable. One pass: a page of a large list needs no full sort. */
export function smallest<T>(
  items: readonly T[],
  count: number,
  compare: (one: T, other: T) => number,
): readonly T[] {
  const kept: T[] = [];
  for (const item of items) {
    const last = kept.at(-1);
    if (kept.length >= count && (last === undefined || compare(item, last) >= 0)) continue;
    kept.splice(placeOf(item, kept, compare), 0, item);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

/** Index after all items that are not greater. */
function placeOf<T>(item: T, sorted: readonly T[], compare: (one: T, other: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(item, sorted[middle] as T) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
