import { compareReplies } from './compare-replies.js';
import type { Difference, DifferenceKind } from './difference.js';
import type { RecordedReply } from '../recording.js';

/** Whether the control itself is not of one mind about this place. */
export type IsNoise = (difference: Difference) => boolean;

const values: ReadonlySet<DifferenceKind> = new Set(['value', 'date-format']);
const lists: ReadonlySet<DifferenceKind> = new Set(['order', 'length']);

/** What noise of a kind excuses at its own place: where values come and go, a value that is gone is none of them. */
const excused: Partial<Record<DifferenceKind, ReadonlySet<DifferenceKind>>> = {
  value: values,
  'date-format': values,
  order: lists,
  length: lists,
};

/**
 * What differs between two answers of the control to the same read is noise, and so is all that lies below such a
 * place. Without a second answer nothing is; one that says only that v1 is unwell or busy is none.
 */
export function noiseOf(control: RecordedReply, again: RecordedReply | undefined): IsNoise {
  if (again === undefined || (isUnwell(again) && !isUnwell(control))) return () => false;
  const places = compareReplies(control, again);
  return (difference) => places.some((place) => isOf(difference, place));
}

function isOf(difference: Difference, place: Difference): boolean {
  if (difference.path !== place.path) return isBelow(difference.path, place.path);
  // One of both statuses it must be.
  if (place.path === '@status') return difference.candidate === place.candidate;
  return excused[place.kind]?.has(difference.kind) ?? true;
}

function isUnwell({ status }: RecordedReply): boolean {
  return status === 401 || status === 429 || status >= 500;
}

/** The length or the order of the whole body does not excuse what is in it. */
function isBelow(path: string, place: string): boolean {
  return path.startsWith(place) && (path[place.length] === '.' || path[place.length] === '[');
}
