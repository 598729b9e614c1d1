import { isBearerWord } from '../read/parse-call.js';
import { readTemplate, referencesIn, type Reference } from '../read/reference.js';
import type { YamlPath } from '../read/read-yaml.js';
import type { CallSource, LookupSource, StepSource, SweepSource } from '../read/source.js';

interface PlacedReference {
  readonly reference: Reference;
  readonly path: YamlPath;
}

export interface StepValues {
  readonly references: readonly PlacedReference[];
  /** Texts that are neither literal nor reference. */
  readonly faults: readonly { readonly path: YamlPath; readonly sentence: string }[];
}

/** All values of a step that may hold references, with their place below `path`. */
export function valuesOfStep({ kind, step }: StepSource, path: YamlPath): StepValues {
  switch (kind) {
    case 'call':
      return merge([
        valuesOfCall(step, path),
        ...(step.absent === undefined ? [] : [valuesOfCall(step.absent, [...path, 'absent'])]),
        valuesAt({ when: step.when, otherwise: step.otherwise }, path),
      ]);
    case 'collect':
      return merge([
        inTemplate(step.collect, [...path, 'collect']),
        valuesAt(
          { when: step.when, with: step.with, query: step.query, bearer: bearerValue(step.bearer) },
          path,
        ),
      ]);
    case 'confirm':
      return merge([
        valuesOfCall({ ...step, call: step.confirm }, path),
        valuesAt({ when: step.when, unchanged: step.unchanged, next: step.next }, path),
      ]);
    case 'sweep':
      return merge([
        inTemplate(step.sweep, [...path, 'sweep']),
        valuesAt({ when: step.when, query: step.query }, path),
      ]);
    case 'lookup':
    case 'compute':
      return valuesAt({ when: step.when, with: step.with }, path);
  }
}

/** The values of the write that a sweep makes for each item. Only this write knows the item. */
export function valuesOfEach({ each }: SweepSource, path: YamlPath): StepValues {
  return inTemplate(each.call, [...path, 'each', 'call']);
}

/** The values of a single call. */
function valuesOfCall(
  {
    call,
    query,
    body,
    find,
    bearer,
  }: Pick<CallSource, 'call' | 'query' | 'body' | 'bearer'> & { readonly find?: CallSource['find'] },
  path: YamlPath,
): StepValues {
  return merge([
    inTemplate(call, [...path, 'call']),
    valuesAt({ query, body, find, bearer: bearerValue(bearer) }, path),
  ]);
}

/** The values of a look-up: those of its call, and its `otherwise`. */
export function valuesOfLookup(yaml: LookupSource['yaml']): StepValues {
  return merge([valuesOfCall(yaml, []), valuesAt({ otherwise: yaml.otherwise }, [])]);
}

/** The references in a plain value at `path`. */
export function valuesAt(value: unknown, path: YamlPath): StepValues {
  const { found, faults } = referencesIn(value);
  return {
    references: found.map((each) => ({ reference: each.reference, path: [...path, ...each.path] })),
    faults: faults.map((each) => ({ sentence: each.sentence, path: [...path, ...each.path] })),
  };
}

function merge(parts: readonly StepValues[]): StepValues {
  return {
    references: parts.flatMap(({ references }) => references),
    faults: parts.flatMap(({ faults }) => faults),
  };
}

function inTemplate(call: string, path: YamlPath): StepValues {
  const segments = readTemplate(call.slice(call.indexOf(' ') + 1));
  if (typeof segments === 'string') return { references: [], faults: [] };
  const references = segments.flatMap((segment) =>
    typeof segment === 'string' ? [] : [{ reference: segment, path }],
  );
  return { references, faults: [] };
}

/** Words such as `none` are not values. */
function bearerValue(bearer: string | undefined): string | undefined {
  return bearer === undefined || isBearerWord(bearer) ? undefined : bearer;
}
