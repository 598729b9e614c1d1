/** An index of v2's lags by seconds; clocks differ, and a search is tried again. */
const lagMs = 60_000;

/** Tells users of a list, as v1 shows them, who were written shortly before this moment, or after it. */
export function writtenLately(at: number | undefined): (item: unknown) => boolean {
  if (at === undefined) return () => false;
  const isLate = (stamp: unknown): boolean => typeof stamp === 'string' && Date.parse(stamp) >= at - lagMs;
  return (item) => {
    if (typeof item !== 'object' || item === null) return false;
    const { created_at, updated_at } = item as Readonly<Record<string, unknown>>;
    return isLate(updated_at) || isLate(created_at);
  };
}
