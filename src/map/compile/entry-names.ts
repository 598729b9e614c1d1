import type { Names } from './bind.js';
import type { EntrySource, StepList } from '../read/source.js';

/** What the names in one step list of an entry mean. */
export function namesOf({ lines, steps }: EntrySource, list: StepList): Names {
  const computed = (steps[list] ?? []).flatMap(({ kind, step: { as } }) =>
    kind === 'compute' && as !== undefined ? [as] : [],
  );
  return { slots: new Set(lines[0].slots), computed: new Set(computed) };
}
