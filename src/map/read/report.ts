import type { MapFault } from './map-error.js';
import type { YamlFile, YamlPath } from './read-yaml.js';

/** Collects the faults of one file, each with its place. */
export interface Report {
  /** Reports at the value. */
  readonly at: (path: YamlPath, sentence: string) => void;
  /** Reports at the key. */
  readonly key: (path: YamlPath, sentence: string) => void;
}

export function reportOn(file: YamlFile, faults: MapFault[]): Report {
  return {
    at: (path, sentence) => {
      faults.push({ file: file.file, ...file.placeOf(path), sentence });
    },
    key: (path, sentence) => {
      faults.push({ file: file.file, ...file.placeOfKey(path), sentence });
    },
  };
}
