import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { faultIn, type MapFault } from './map-error.js';
import type { StepList } from './source.js';

/** The files of one folder of the map, by kind. */
export interface FolderFiles {
  /** Entries by id, e.g. `users.get`. */
  readonly entries: readonly { readonly name: string; readonly file: string }[];
  readonly lookups: readonly { readonly name: string; readonly file: string }[];
  /** Steps that several entries use. */
  readonly shared: readonly { readonly name: string; readonly file: string }[];
  readonly errors: string | undefined;
  readonly losses: string | undefined;
  readonly slots: string | undefined;
  readonly passthrough: string | undefined;
  readonly contracts: Readonly<Record<StepList, string | undefined>>;
}

const special = ['errors.yaml', 'losses.yaml', 'slots.yaml', 'passthrough.yaml'];
const nameOfFile = /^[a-z0-9][a-z0-9-]*\.yaml$/;

/**
 * Lists a folder: special files at its root, look-ups in `lookups/`, shared steps in `shared/`, entries in every
 * other folder. Names that begin with a dot are skipped, because a mounted ConfigMap has such links.
 */
export function listFolder(folder: string, faults: MapFault[]): FolderFiles {
  const names = list(folder, faults);
  const folders = names.filter((name) => isFolder(join(folder, name)));
  for (const name of names) {
    if (isYaml(name) && !special.includes(name)) {
      faults.push(
        faultIn(
          join(folder, name),
          `Entries stand in a folder, and the root holds only ${special.join(', ')}.`,
        ),
      );
    }
  }
  const inRoot = (name: string): string | undefined =>
    names.includes(name) ? join(folder, name) : undefined;
  const inFolder = (name: string) => (folders.includes(name) ? yamlFiles(join(folder, name), faults) : []);
  return {
    entries: folders
      .filter((name) => name !== 'lookups' && name !== 'shared')
      .flatMap((name) =>
        yamlFiles(join(folder, name), faults).map((each) => ({ ...each, name: `${name}.${each.name}` })),
      ),
    lookups: inFolder('lookups'),
    shared: inFolder('shared'),
    errors: inRoot('errors.yaml'),
    losses: inRoot('losses.yaml'),
    slots: inRoot('slots.yaml'),
    passthrough: inRoot('passthrough.yaml'),
    contracts: { v2: inRoot('v2-contract.json'), 'v2-2015': inRoot('v2-contract-2015.json') },
  };
}

function yamlFiles(folder: string, faults: MapFault[]): { name: string; file: string }[] {
  const found: { name: string; file: string }[] = [];
  for (const name of list(folder, faults)) {
    const file = join(folder, name);
    if (isFolder(file)) faults.push(faultIn(file, 'A folder of entries holds files only.'));
    else if (nameOfFile.test(name)) found.push({ name: name.slice(0, -'.yaml'.length), file });
    else if (isYaml(name))
      faults.push(
        faultIn(file, 'A file of the map is named like "change-email.yaml": lower case, digits and dashes.'),
      );
  }
  return found;
}

function list(folder: string, faults: MapFault[]): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    faults.push(faultIn(folder, `The folder cannot be read (${code}).`));
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isYaml(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}
