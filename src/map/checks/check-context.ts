import type { MapFault } from '../read/map-error.js';
import type { YamlFile } from '../read/read-yaml.js';
import { reportOn, type Report } from '../read/report.js';
import type { Reshape } from '../route.js';
import type { MapSource } from '../read/source.js';

/** What every check of the whole map is given. */
export interface CheckContext {
  readonly source: MapSource;
  readonly reshapes: Readonly<Record<string, Reshape>>;
  /** Of the tenant that the map is loaded for. */
  readonly dialect: 'current' | '2015';
  /** Also report functions that nothing names; for the shipped map. */
  readonly requireAllUsed: boolean;
  readonly faults: MapFault[];
}

export function reportIn({ faults }: CheckContext, file: YamlFile): Report {
  return reportOn(file, faults);
}
