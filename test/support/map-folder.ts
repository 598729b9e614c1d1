import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadMap, type LoadedMap, type LoadOptions } from '../../src/map/load-map.js';
import { MapError } from '../../src/map/read/map-error.js';
import { mapReshapes } from './map-reshapes.js';

export const wholeMap = 'test/support/maps/whole';
export const brokenMap = 'test/golden/map/broken-map';

const defaults = {
  folders: [wholeMap],
  reshapes: mapReshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
} as const;

/** Loads the small complete map of the tests, or another one. */
export function loadTestMap(options: Partial<LoadOptions> = {}): LoadedMap {
  return loadMap({ ...defaults, ...options });
}

/** The faults of a map as `file:line:column sentence`, with file names relative to its folder. */
export function faultsOf(options: Partial<LoadOptions>): string[] {
  try {
    loadTestMap(options);
    return [];
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    return error.message.split('\n');
  }
}

export interface TemporaryMap {
  readonly folder: string;
  readonly remove: () => void;
}

/** A folder with these files, by path; null removes a file of the complete map. */
export function temporaryMap(files: Readonly<Record<string, string | null>>, base?: string): TemporaryMap {
  const folder = mkdtempSync(join(tmpdir(), 'holdover-map-'));
  if (base !== undefined) cpSync(base, folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (text === null) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The faults of the complete map with these files written over it. */
export function faultsWith(
  files: Readonly<Record<string, string | null>>,
  options: Partial<LoadOptions> = {},
): string[] {
  const { folder, remove } = temporaryMap(files, wholeMap);
  try {
    return faultsOf({ ...options, folders: [folder] }).map((line) =>
      line.replace(`${folder}/`, '').replace(folder, ''),
    );
  } finally {
    remove();
  }
}
