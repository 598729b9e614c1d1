import { applyInfo, putBack, takeFrom, unknownBucket, withCount, type RateBucket } from './rate-bucket.js';
import { delayedInfo, type RateLimitInfo } from './rate-limit-info.js';

/** Calls that one replica may still make, or that it has under way. */
interface Out {
  readonly count: number;
  /** When the replica reported it. */
  readonly at: number;
}

/** One bucket of the tenant as the replicas know it together, on the clock of their store. */
export interface SharedBucket {
  readonly bucket: RateBucket;
  /** By replica. */
  readonly out: Readonly<Record<string, Out>>;
}

/** What one replica reports and asks for. */
export interface Report {
  readonly replica: string;
  /** Its calls that are under way. */
  readonly underWay: number;
  /** What it has heard since its last report, on its own clock, each with its other calls under way at that time. */
  readonly heard: readonly Heard[];
  /** What to add to its own clock to get that of the store, in milliseconds. */
  readonly aheadMs: number;
  /** Calls that it was given and will not make. */
  readonly back: number;
  /** Calls that wait at this replica. */
  readonly wanted: number;
}

export interface Heard {
  readonly info: RateLimitInfo | undefined;
  readonly underWay: number;
}

/** A replica that is silent for this long is gone, or only waits: the tenant has counted its calls by then. */
const forgottenMs = 5_000;

export const unknownShared: SharedBucket = { bucket: unknownBucket, out: {} };

/**
 * Applies what a replica reports, and gives it its share of what is left. Where nothing is left and the tenant must
 * have added some, one replica gets one call, as a probe.
 */
export function report(
  shared: SharedBucket,
  said: Report,
  now: number,
): { readonly given: number; readonly shared: SharedBucket } {
  const { replica, underWay, heard, back } = said;
  const { bucket, out } = forget(shared, now);
  const recorded = out[replica]?.count ?? 0;
  const told = putBack(takeIn({ bucket, out }, said), back);
  const parties = new Set([...Object.keys(out), replica]).size;
  const share = Math.max(1, Math.ceil(told.left / parties));
  const { taken, bucket: rest } = takeFrom(told, Math.min(said.wanted, share), now);
  if (taken + heard.length + back === 0 && underWay === recorded) return { given: 0, shared };
  return {
    given: taken,
    shared: { bucket: rest, out: { ...out, [replica]: { count: underWay + taken, at: now } } },
  };
}

function takeIn(
  { bucket, out }: SharedBucket,
  { replica, underWay, back, heard, aheadMs }: Report,
): RateBucket {
  const own = underWay + back;
  const others = countOf(out, replica);
  // The replica took what exceeds its recorded count alone, without asking.
  const alone = Math.max(0, own - (out[replica]?.count ?? 0));
  return heard.reduce(
    (known, each) =>
      applyInfo(known, each.info && delayedInfo(each.info, aheadMs), others + Math.max(each.underWay, own)),
    withCount(bucket, Math.max(0, bucket.left - alone)),
  );
}

/** Number of replicas that have reported lately, among which the rest is shared. */
export function partiesOf({ out }: SharedBucket): number {
  return Math.max(1, Object.keys(out).length);
}

/** Drops the silent replicas, so that what a killed one held is soon available again. */
function forget({ bucket, out }: SharedBucket, now: number): SharedBucket {
  const all = Object.entries(out);
  const live = all.filter(([, { at }]) => at > now - forgottenMs);
  if (live.length === all.length) return { bucket, out };
  const kept = Object.fromEntries(live);
  // For a known bucket the tenant itself reports what is left.
  const lost = bucket.isKnown ? 0 : countOf(out) - countOf(kept);
  return { bucket: putBack(bucket, lost), out: kept };
}

function countOf(out: SharedBucket['out'], except?: string): number {
  return Object.entries(out).reduce((sum, [replica, { count }]) => sum + (replica === except ? 0 : count), 0);
}
