import type { Loss, Route } from '../../map/route.js';
import type { Difference } from './difference.js';
import type { Ignores } from './ignore-file.js';
import { lossPattern, type LossPattern } from './loss-pattern.js';
import type { IsNoise } from './noise.js';
import type { Sight } from './relations.js';
import type { ToldLosses } from './told-losses.js';

/** What a difference is put down to. An unexplained one fails. */
export type Cause =
  | { readonly kind: 'noise' }
  | { readonly kind: 'ignored'; readonly why: string; readonly owner: string }
  /** `id` of one of the entry's losses. */
  | { readonly kind: 'loss'; readonly id: string; readonly why: string }
  /** The map says that the entry cannot be served. */
  | { readonly kind: 'gone'; readonly why: string }
  /** Each side has stamped the written record with its own time. */
  | { readonly kind: 'moment'; readonly why: string }
  | { readonly kind: 'unexplained' };

/** The id of a loss, or the kind of any other cause. */
export function causeName(cause: Cause): string {
  return cause.kind === 'loss' ? cause.id : cause.kind;
}

export interface ExplainedDifference extends Difference {
  readonly cause: Cause;
  /** For an unexplained difference that may follow from it. */
  readonly after?: UnmadeWrite;
}

/** A write on the same record that v1 has made and the candidate has not. */
export interface UnmadeWrite {
  /** Id of its exchange. */
  readonly id: string;
  readonly why: string;
}

export interface Explainer {
  readonly route: Route | undefined;
  /**
   * The entry's losses that have happened to this reply. Undefined: holdover reports no losses, so that each of
   * them may have happened, except those that must name their fields.
   */
  readonly told: ToldLosses | undefined;
  readonly sight: Sight;
  readonly isNoise: IsNoise;
  readonly ignores: Ignores;
  /** When the run began that writes to the candidate, in epoch milliseconds; undefined: the run only reads. */
  readonly writtenSince?: number | undefined;
}

/** Finds the cause of each difference. Pure, except that the ignore file counts the lines that are used. */
export function explainDifferences(
  differences: readonly Difference[],
  explainer: Explainer,
): ExplainedDifference[] {
  return differences.map((difference) => ({ ...difference, cause: causeOf(difference, explainer) }));
}

function causeOf(difference: Difference, explainer: Explainer): Cause {
  const { route, isNoise, ignores, writtenSince } = explainer;
  if (isNoise(difference)) return { kind: 'noise' };
  if (writtenSince !== undefined && isStamp(difference, writtenSince))
    return { kind: 'moment', why: 'Each side stamps what is written with its own time.' };
  const gone = goneOf(difference, route);
  if (gone !== undefined) return { kind: 'gone', why: gone };
  const loss = route?.lossy.find((each) => accountsFor(each, difference, explainer));
  if (loss !== undefined) return { kind: 'loss', id: loss.id, why: loss.why };
  const line = ignores.find(route?.id, difference);
  if (line !== undefined) return { kind: 'ignored', why: line.reason, owner: line.owner };
  return { kind: 'unexplained' };
}

const stamps: ReadonlySet<string> = new Set(['created_at', 'updated_at']);

/** Allowance for clocks that differ. */
const skewMs = 300_000;

/** Only for a time that the candidate has stamped in this run: an older time should be the same on both sides. */
function isStamp({ field, kind, control, candidate }: Difference, writtenSince: number): boolean {
  if (kind !== 'value' || !stamps.has(field) || typeof candidate !== 'string') return false;
  if (formatOf(candidate) !== formatOf(String(control))) return false;
  return Date.parse(candidate) >= writtenSince - skewMs;
}

/** The notation of a time: times that are written alike give the same text. */
function formatOf(time: string): string {
  return time.replace(/\d/g, '0');
}

/** Why the request was refused: 501 is the answer of a gone entry, 403 of an entry whose switch is off. */
function goneOf({ field, candidate }: Difference, route: Route | undefined): string | undefined {
  if (field !== '@status' || route === undefined) return undefined;
  if (candidate === 501) return route.gone;
  return candidate === 403 && route.switch !== undefined ? `${route.switch} is off.` : undefined;
}

function accountsFor(loss: Loss, difference: Difference, { told, sight }: Explainer): boolean {
  if (isWholeBody(difference)) return false;
  const fields = told === undefined ? [] : told.get(loss.id);
  return fields !== undefined && patternsOf(loss).some((fits) => fits(difference, fields, sight));
}

/** No loss removes or adds a whole body; `. missing` in `differs` is an item of a list. */
function isWholeBody({ path, kind }: Difference): boolean {
  return path === '.' && (kind === 'missing' || kind === 'extra');
}

const compiled = new WeakMap<Loss, readonly LossPattern[]>();

function patternsOf(loss: Loss): readonly LossPattern[] {
  const known = compiled.get(loss) ?? loss.differs.map(lossPattern);
  compiled.set(loss, known);
  return known;
}
