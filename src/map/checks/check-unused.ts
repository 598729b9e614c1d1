import { faultIn } from '../read/map-error.js';
import { allEntries, allSteps, reportIn, type CheckContext } from './check-context.js';

/**
 * Reports slots, look-ups, rows and functions that nothing uses. Entries that a later folder replaced still count, so
 * that replacing an entry of the shipped map breaks nothing.
 */
export function checkUnused(context: CheckContext): void {
  const { source } = context;
  const used = usedNames(context);
  const isUsed = (kind: keyof UsedNames, name: string): boolean =>
    used[kind].has(name) || source.unreadable.some((text) => text.includes(name));
  for (const [name, { file }] of source.slots) {
    if (!isUsed('slots', name)) reportIn(context, file).key([name], `No v1 line has the slot {${name}}.`);
  }
  for (const [name, { file }] of source.lookups) {
    if (!isUsed('lookups', name)) reportIn(context, file).at([], `Nothing uses the look-up "${name}".`);
  }
  for (const [name, { file }] of source.shared) {
    if (!isUsed('shared', name)) reportIn(context, file).at([], `Nothing uses the shared steps "${name}".`);
  }
  for (const [name, { file, path }] of source.errors.rows) {
    if (!isUsed('rows', name)) reportIn(context, file).key(path, `Nothing uses the row "${name}".`);
  }
  if (!context.requireAllUsed) return;
  for (const name of Object.keys(context.reshapes)) {
    if (isUsed('reshapes', name)) continue;
    context.faults.push(faultIn(source.folders[0] ?? '.', `Nothing in the map names the reshape "${name}".`));
  }
}

interface UsedNames {
  readonly slots: Set<string>;
  readonly lookups: Set<string>;
  readonly shared: ReadonlySet<string>;
  readonly rows: Set<string>;
  readonly reshapes: Set<string>;
}

function usedNames(context: CheckContext): UsedNames {
  const { source } = context;
  const used = {
    slots: new Set<string>(),
    lookups: new Set<string>(),
    shared: source.uses,
    rows: new Set<string>(),
    reshapes: new Set<string>(),
  };
  const add = (set: Set<string>, name: string | undefined): void => {
    if (name !== undefined) set.add(name);
  };
  for (const entry of allEntries(context)) {
    const { lines, reply, yaml } = entry;
    for (const slot of lines.flatMap((line) => line.slots)) used.slots.add(slot);
    for (const { kind, step } of allSteps(entry)) {
      if (kind === 'lookup') used.lookups.add(step.lookup);
      if (kind === 'compute') used.reshapes.add(step.compute);
      if (kind !== 'call') continue;
      add(used.rows, step.missing);
      for (const row of Object.values(step.errors ?? {})) used.rows.add(row);
    }
    add(used.reshapes, typeof reply === 'string' ? reply : reply?.each);
    for (const rows of [yaml.errors, yaml['errors-2015']])
      for (const row of Object.values(rows ?? {})) used.rows.add(row);
  }
  for (const { yaml } of source.lookups.values()) add(used.rows, yaml.missing);
  for (const { value } of source.losses.values()) add(used.reshapes, value.shows);
  for (const { yaml } of source.slots.values()) add(used.reshapes, yaml.reads);
  for (const { value } of [...source.errors.v2Codes.values(), ...source.errors.v2Statuses.values()])
    used.rows.add(value);
  return used;
}
