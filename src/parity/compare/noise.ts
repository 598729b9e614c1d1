import { compareReplies } from './compare-replies.js';
import type { Difference, DifferenceKind } from './difference.js';
import type { RecordedReply } from '../recording.js';

/** Whether the two answers of the control disagree at this place. */
export type IsNoise = (difference: Difference) => boolean;

const values: ReadonlySet<DifferenceKind> = new Set(['value', 'date-format']);
const lists: ReadonlySet<DifferenceKind> = new Set(['order', 'length']);

/** The kinds that noise of a kind excuses at its place. Where values change, a missing value is no noise. */
const excused: Partial<Record<DifferenceKind, ReadonlySet<DifferenceKind>>> = {
  value: values,
  'date-format': values,
  order: lists,
  length: lists,
};

/**
 * A difference between two answers of the control to the same read is noise, and so is everything below it.
 * Without a second answer nothing is noise; a second answer that only reports an error or a limit does not count.
 */
export function noiseOf(control: RecordedReply, again: RecordedReply | undefined): IsNoise {
  if (again === undefined || (isUnwell(again) && !isUnwell(control))) return () => false;
  const places = compareReplies(control, again);
  return (difference) => places.some((place) => isOf(difference, place));
}

function isOf(difference: Difference, place: Difference): boolean {
  if (difference.path !== place.path) return isBelow(difference.path, place.path);
  // Only the two statuses of the control are allowed.
  if (place.path === '@status') return difference.candidate === place.candidate;
  return excused[place.kind]?.has(difference.kind) ?? true;
}

function isUnwell({ status }: RecordedReply): boolean {
  return status === 401 || status === 429 || status >= 500;
}

/** Noise in the length or the order of the whole body does not excuse its content. */
function isBelow(path: string, place: string): boolean {
  return path.startsWith(place) && (path[place.length] === '.' || path[place.length] === '[');
}
