import { contentOf } from './compare-replies.js';
import type { Difference } from './difference.js';
import { identityOf, listRule } from './list-rules.js';
import type { RecordedReply } from '../recording.js';

/** The context of a difference. */
export interface Sight {
  /** Target of the request, with its query. */
  readonly target: string;
  readonly control: RecordedReply;
  readonly candidate: RecordedReply;
  /** Whether a list item was written so recently that an index with a lag may not have it. */
  readonly isLate: (item: unknown) => boolean;
}

/** Whether both values, or the lists that hold them, relate to each other as the loss requires. */
export type Relation = (difference: Difference, sight: Sight) => boolean;

/** By the word in `differs` of losses.yaml. */
export const relations: Readonly<Record<string, Relation>> = {
  /** v1 shows a null or an empty text. */
  'from-empty': ({ control }) => control === null || control === '',
  /** holdover shows a null. */
  'to-null': ({ candidate }) => candidate === null,
  /** The reply is one of several pages: what is missing or extra here may be on another page. */
  paged: (_, { target, control, candidate }) =>
    /[?&]page=0*[1-9]/.test(target) ||
    [control, candidate].some(({ headers }) => headers['link'] !== undefined),
  /** The item was written lately; for a length, at least as many items as the lengths differ by. */
  late: (difference, sight) => {
    const { field, kind, control, candidate } = difference;
    if (field === '.' && kind === 'missing') return sight.isLate(control);
    if (field === '.' && kind === 'extra') return sight.isLate(candidate);
    const late = lateItems(sight);
    if (kind !== 'length') return late > 0;
    return Math.abs(Number(control) - Number(candidate)) <= late;
  },
};

/** Number of items that only one of the two lists has, and that were written lately. */
function lateItems({ control, candidate, isLate }: Sight): number {
  const [a, b] = [contentOf(control.body), contentOf(candidate.body)];
  if (!Array.isArray(a) || !Array.isArray(b)) return 0;
  const { keys } = listRule('', a, b);
  if (keys === undefined) return 0;
  const lacking = (list: readonly unknown[], other: readonly unknown[]): number => {
    const names = new Set(other.map((item) => identityOf(item, keys)));
    return list.filter((item) => !names.has(identityOf(item, keys)) && isLate(item)).length;
  };
  return lacking(a, b) + lacking(b, a);
}
