import { compileValue } from './bind.js';
import type { CompileDeps } from './compile-deps.js';
import { namesOf } from './entry-names.js';
import { leadingComputes } from '../run/leading-computes.js';
import { referencesIn } from '../read/reference.js';
import type { Loss } from '../route.js';
import type { EntrySource, StepList } from '../read/source.js';

/** The losses of an entry in the dialect of this step list, with their sentences. */
export function compileLosses(entry: EntrySource, list: StepList, deps: CompileDeps): Loss[] {
  const names = namesOf(entry, list);
  const steps = entry.steps[list] ?? [];
  const early = new Set(leadingComputes(steps).map(({ step: { as } }) => as));
  const late = new Set(steps.flatMap(({ step: { as } }) => (as === undefined || early.has(as) ? [] : [as])));
  return entry.lossy
    .filter(({ dialect = deps.dialect }) => dialect === deps.dialect)
    .map(({ id, field, callers }) => {
      const { why, shows, differs = [] } = deps.losses.get(id)?.value ?? { why: '' };
      const parts = referencesIn(field).found;
      return {
        id,
        why,
        differs,
        field: field === undefined ? undefined : compileValue(field, names),
        shows: shows === undefined ? undefined : deps.reshapes[shows],
        knownBy: parts.some(({ reference: { name } }) => late.has(name)) ? 'answer' : 'request',
        callers: callers === undefined ? undefined : new Set(callers),
      };
    });
}
