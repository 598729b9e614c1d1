import type { Cause } from '../../compare/explain-differences.js';

/** Causes in a word or two; a loss is called by its id. */
export const causeLabels: Readonly<Record<Exclude<Cause['kind'], 'loss'>, string>> = {
  ignored: 'ignore file',
  moment: 'time of writing',
  gone: 'gone',
  noise: 'noise',
  unexplained: 'nothing',
};

/** The cause of a difference, in a word or two. */
export function causeLabel(cause: Cause): string {
  return cause.kind === 'loss' ? cause.id : causeLabels[cause.kind];
}

/** The cause as a sentence. */
export function causeSentence(cause: Cause): string {
  if (cause.kind === 'ignored') return `${cause.why} (${cause.owner})`;
  return 'why' in cause ? cause.why : '';
}
