import type { Cause } from '../../compare/explain-differences.js';

/** The cause of a difference, in a word or two. */
export function causeLabel(cause: Cause): string {
  switch (cause.kind) {
    case 'loss':
      return cause.id;
    case 'ignored':
      return 'ignore file';
    case 'moment':
      return 'time of writing';
    case 'gone':
      return 'gone';
    case 'noise':
      return 'noise';
    case 'unexplained':
      return 'nothing';
  }
}

/** The cause as a sentence. */
export function causeSentence(cause: Cause): string {
  if (cause.kind === 'ignored') return `${cause.why} (${cause.owner})`;
  return 'why' in cause ? cause.why : '';
}
