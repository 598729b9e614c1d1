import { compareReplies } from './compare-replies.js';
import type { Difference } from './difference.js';
import type { RecordedReply } from './recording.js';

/** Whether the control itself is not of one mind about this place. */
export type IsNoise = (difference: Difference) => boolean;

/**
 * What differs between two answers of the control to the same read is noise, and so is all that lies below such a
 * place. Without a second answer nothing is; one that says only that v1 is unwell or busy is none.
 */
export function noiseOf(control: RecordedReply, again: RecordedReply | undefined): IsNoise {
  const places =
    again === undefined || (isUnwell(again) && !isUnwell(control))
      ? []
      : compareReplies(control, again).map(({ path }) => path);
  if (places.length === 0) return () => false;
  return ({ path }) => places.some((place) => isWithin(path, place));
}

function isUnwell({ status }: RecordedReply): boolean {
  return status === 401 || status === 429 || status >= 500;
}

/** The length or the order of the whole body does not excuse what is in it. */
function isWithin(path: string, place: string): boolean {
  if (path === place) return true;
  return path.startsWith(place) && (path[place.length] === '.' || path[place.length] === '[');
}
