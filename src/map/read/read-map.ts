import { basename } from 'node:path';
import type { z } from 'zod';
import { checkShape } from './check-shape.js';
import { readContract, type Contract } from './contract.js';
import { listFolder } from './list-folder.js';
import { faultIn, type MapFault } from './map-error.js';
import { readEntry } from './read-entry.js';
import { readYaml, type YamlFile } from './read-yaml.js';
import { reportOn, type Report } from './report.js';
import { expandShared } from './expand-shared.js';
import { errorsSchema, lossesSchema, passthroughSchema, slotsSchema } from './schemas/files.js';
import { lookupSchema, sharedStepsSchema } from './schemas/steps.js';
import type { ErrorsSource, MapSource, Placed, StepList, WrittenEntry } from './source.js';

/** The map while it is read. Entries keep their `use` steps, because the shared steps may be in a later folder. */
type WrittenMap = Omit<MapSource, 'entries' | 'replaced' | 'uses'> & {
  readonly entries: Map<string, WrittenEntry>;
  readonly replaced: WrittenEntry[];
};

/**
 * Reads the folders left to right. A later entry or look-up replaces the one of its name; rows, slots and claims are
 * merged.
 *
 * @param faults receives every fault of reading and of shape
 */
export function readMap(folders: readonly string[], faults: MapFault[]): MapSource {
  const empty: WrittenMap = {
    folders,
    entries: new Map(),
    lookups: new Map(),
    shared: new Map(),
    slots: new Map(),
    losses: new Map(),
    errors: { file: undefined, codes: new Map(), rows: new Map(), v2Codes: new Map(), v2Statuses: new Map() },
    claims: new Set(),
    contracts: { v2: undefined, 'v2-2015': undefined },
    replaced: [],
    unreadable: [],
    broken: new Set(),
  };
  const written = folders.reduce((soFar, folder) => addFolder(soFar, folder, faults), empty);
  const { shared, broken } = written;
  const expanded = (entry: WrittenEntry) => expandShared(entry, { shared, broken, faults });
  return {
    ...written,
    entries: new Map([...written.entries].map(([id, entry]) => [id, expanded(entry)])),
    replaced: written.replaced.map(expanded),
    uses: usesOf([...written.entries.values(), ...written.replaced]),
  };
}

function addFolder(source: WrittenMap, folder: string, faults: MapFault[]): WrittenMap {
  const files = listFolder(folder, faults);
  const read = reader(source, faults);
  for (const { name, file } of files.entries) {
    read(file, (yaml, report) => {
      const entry = readEntry(name, yaml, report);
      const before = source.entries.get(name);
      if (entry === undefined) return false;
      if (before !== undefined) source.replaced.push(before);
      source.entries.set(name, entry);
      return true;
    });
  }
  for (const { name, file } of files.lookups)
    read(file, (yaml, report) => addNamed(source.lookups, { name, schema: lookupSchema }, { yaml, report }));
  for (const { name, file } of files.shared)
    read(file, (yaml, report) =>
      addNamed(source.shared, { name, schema: sharedStepsSchema }, { yaml, report }),
    );
  read(files.losses, (yaml, report) => addLosses(source, yaml, report));
  read(files.slots, (yaml, report) => addSlots(source, yaml, report));
  read(files.passthrough, (yaml, report) => {
    const claims = checkShape(passthroughSchema, yaml.value, { report })?.claims;
    for (const claim of claims ?? []) source.claims.add(claim);
    return claims !== undefined;
  });
  let errors: ErrorsSource = source.errors;
  read(files.errors, (yaml, report) => {
    const added = addErrors(source.errors, yaml, report);
    errors = added ?? { ...source.errors, file: yaml };
    return added !== undefined;
  });
  const contract = (list: StepList): Contract | undefined => {
    const file = files.contracts[list];
    return file === undefined ? source.contracts[list] : contractOf(file, faults);
  };
  return { ...source, errors, contracts: { v2: contract('v2'), 'v2-2015': contract('v2-2015') } };
}

function usesOf(entries: readonly WrittenEntry[]): Set<string> {
  const steps = entries.flatMap(({ steps: lists }) => [...(lists.v2 ?? []), ...(lists['v2-2015'] ?? [])]);
  return new Set(steps.flatMap((step) => (step.kind === 'use' ? [step.step.use] : [])));
}

/** Reads a file and passes it on. The names in a file of wrong shape are noted, so that they count as used. */
function reader(
  { unreadable, broken }: WrittenMap,
  faults: MapFault[],
): (file: string | undefined, take: (yaml: YamlFile, report: Report) => boolean) => void {
  return (file, take) => {
    if (file === undefined) return;
    const yaml = readYaml(file);
    faults.push(...yaml.faults);
    const taken = yaml.faults.length === 0 && take(yaml, reportOn(yaml, faults));
    if (taken) return;
    unreadable.push(yaml.text);
    broken.add(basename(file));
  };
}

function addNamed<T>(
  target: Map<string, { name: string; file: YamlFile; yaml: T }>,
  { name, schema }: { name: string; schema: z.ZodType<T> },
  { yaml: file, report }: { yaml: YamlFile; report: Report },
): boolean {
  const yaml = checkShape(schema, file.value, { report });
  if (yaml !== undefined) target.set(name, { name, file, yaml });
  return yaml !== undefined;
}

function addSlots({ slots }: WrittenMap, file: YamlFile, report: Report): boolean {
  const read = checkShape(slotsSchema, file.value, { report });
  for (const [name, yaml] of Object.entries(read ?? {})) slots.set(name, { file, yaml });
  return read !== undefined;
}

function addLosses({ losses }: WrittenMap, file: YamlFile, report: Report): boolean {
  const read = checkShape(lossesSchema, file.value, { report });
  for (const [id, loss] of Object.entries(read ?? {})) {
    const value = typeof loss === 'string' ? { why: loss } : loss;
    losses.set(id, { file, path: [id], value });
  }
  return read !== undefined;
}

function addErrors(before: ErrorsSource, file: YamlFile, report: Report): ErrorsSource | undefined {
  const read = checkShape(errorsSchema, file.value, { report });
  if (read === undefined) return undefined;
  const add = <T>(target: Map<string, Placed<T>>, values: Record<string, T> = {}, path: string[]): void => {
    for (const [key, value] of Object.entries(values)) target.set(key, { file, path: [...path, key], value });
  };
  add(before.codes, read.codes, ['codes']);
  add(before.rows, read.rows, ['rows']);
  add(before.v2Codes, read.v2?.codes, ['v2', 'codes']);
  add(before.v2Statuses, read.v2?.statuses, ['v2', 'statuses']);
  return { ...before, file };
}

function contractOf(file: string, faults: MapFault[]): Contract | undefined {
  try {
    return readContract(file);
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : 'it is no contract';
    faults.push(faultIn(file, `The contract of v2 cannot be read: ${reason}.`));
    return undefined;
  }
}
