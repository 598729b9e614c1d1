/** v2's index lags by seconds, clocks differ, and a search is retried. */
const lagMs = 60_000;

/** Returns a test for listed users, as v1 shows them: written shortly before this moment, or after it. */
export function writtenLately(at: number | undefined): (item: unknown) => boolean {
  if (at === undefined) return () => false;
  const isLate = (stamp: unknown): boolean => typeof stamp === 'string' && Date.parse(stamp) >= at - lagMs;
  return (item) => {
    if (typeof item !== 'object' || item === null) return false;
    const { created_at, updated_at } = item as Readonly<Record<string, unknown>>;
    return isLate(updated_at) || isLate(created_at);
  };
}
