import { didYouMean } from '../../syntax/did-you-mean.js';
import type { MapFault } from './map-error.js';
import { readStep } from './read-entry.js';
import { readText } from './reference.js';
import { reportOn } from './report.js';
import type { EntrySource, SharedSource, StepSource, UseSource, WrittenEntry } from './source.js';

export interface SharedDeps {
  readonly shared: ReadonlyMap<string, SharedSource>;
  /** Names of files with a wrong shape, whose contents are not reported as missing. */
  readonly broken: ReadonlySet<string>;
  readonly faults: MapFault[];
}

/**
 * Replaces each `use` of an entry by the shared steps, with the entry's values for their `needs`. The last step gets
 * the name of the `use`. Every step keeps its place in its own file.
 */
export function expandShared(entry: WrittenEntry, deps: SharedDeps): EntrySource {
  const expanded = (steps: WrittenEntry['steps']['v2']): StepSource[] | undefined =>
    steps?.flatMap((step) => (step.kind === 'use' ? stepsFor(step, deps) : [step]));
  return { ...entry, steps: { v2: expanded(entry.steps.v2), 'v2-2015': expanded(entry.steps['v2-2015']) } };
}

function stepsFor(use: UseSource, { shared, broken, faults }: SharedDeps): StepSource[] {
  const { place, step } = use;
  const report = reportOn(place.file, faults);
  const source = shared.get(step.use);
  if (source === undefined) {
    if (!broken.has(`${step.use}.yaml`))
      report.at(
        [...place.path, 'use'],
        `There is no shared/${step.use}.yaml${didYouMean(step.use, shared.keys())}`,
      );
    return [];
  }
  const { needs, steps } = source.yaml;
  const given = step.with ?? {};
  for (const extra of Object.keys(given).filter((each) => !needs.includes(each)))
    report.key(
      [...place.path, 'with', extra],
      `The shared steps "${step.use}" do not need "${extra}"${didYouMean(extra, needs)}`,
    );
  const own = reportOn(source.file, faults);
  return steps.flatMap((raw, n) => {
    const at = { file: source.file, path: ['steps', n] };
    const read = readStep(fill(raw, { needs: new Set(needs), given }), at, own);
    if (read?.kind === 'use') own.at(at.path, 'Shared steps cannot use others.');
    if (read === undefined || read.kind === 'use') return [];
    return [n === steps.length - 1 && step.as !== undefined ? named(read, step.as) : read];
  });
}

function named(source: StepSource, as: string): StepSource {
  return { ...source, step: { ...source.step, as } } as StepSource;
}

interface Filling {
  readonly needs: ReadonlySet<string>;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Replaces references to `needs` by the given values. A need that is not given is left out with its key. */
function fill(value: unknown, filling: Filling): unknown {
  if (typeof value === 'string') return fillText(value, filling);
  if (Array.isArray(value))
    return value.map((item) => fill(item, filling)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, fill(inner, filling)]);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)) as unknown;
}

/** `$need` becomes the given value, `$need.x` the given reference with `.x` appended; other texts stay as they are. */
function fillText(text: string, { needs, given }: Filling): unknown {
  const read = readText(text);
  if (read.kind !== 'reference' || !needs.has(read.reference.name)) return text;
  const value = Object.hasOwn(given, read.reference.name) ? given[read.reference.name] : undefined;
  const rest = read.reference.path;
  if (rest.length === 0 || typeof value !== 'string' || !value.startsWith('$')) return value;
  return [value, ...rest].join('.');
}
