import { contentOf } from './compare-replies.js';
import type { Difference } from './difference.js';
import { identityOf, listRule } from './list-rules.js';
import type { RecordedReply } from '../recording.js';

/** What there is to look at beside the difference itself. */
export interface Sight {
  /** What was asked, with its query. */
  readonly target: string;
  readonly control: RecordedReply;
  readonly candidate: RecordedReply;
  /** Whether an item of a list was written so lately that an index which lags behind may not know it. */
  readonly isLate: (item: unknown) => boolean;
}

/** Whether the values on both sides, or the lists that they stand in, are to each other as a loss would have them. */
export type Relation = (difference: Difference, sight: Sight) => boolean;

/** By the word that `differs` of losses.yaml has for it. */
export const relations: Readonly<Record<string, Relation>> = {
  /** v1 shows a null or an empty text. */
  'from-empty': ({ control }) => control === null || control === '',
  /** holdover shows a null. */
  'to-null': ({ candidate }) => candidate === null,
  /** What is missing or extra here may stand on another page: the reply is one of several. */
  paged: (_, { target, control, candidate }) =>
    /[?&]page=0*[1-9]/.test(target) ||
    [control, candidate].some(({ headers }) => headers['link'] !== undefined),
  /** The item, or as many as the lists differ by, were written lately. */
  late: (difference, sight) => {
    const { field, kind, control, candidate } = difference;
    if (field === '.' && kind === 'missing') return sight.isLate(control);
    if (field === '.' && kind === 'extra') return sight.isLate(candidate);
    const late = lateItems(sight);
    if (kind !== 'length') return late > 0;
    return Math.abs(Number(control) - Number(candidate)) <= late;
  },
};

/** How many items that one of both lists lacks were written lately. */
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
