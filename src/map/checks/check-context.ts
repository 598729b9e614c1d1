import type { MapFault } from '../read/map-error.js';
import type { YamlFile } from '../read/read-yaml.js';
import { reportOn, type Report } from '../read/report.js';
import type { Reshape } from '../route.js';
import type { MapSource } from '../read/source.js';

/** The input of every check of the whole map. */
export interface CheckContext {
  readonly source: MapSource;
  readonly reshapes: Readonly<Record<string, Reshape>>;
  /** The dialect of the tenant for which the map is loaded. */
  readonly dialect: 'current' | '2015';
  /** Also report functions that nothing names. For the shipped map. */
  readonly requireAllUsed: boolean;
  readonly faults: MapFault[];
}

export function reportIn({ faults }: CheckContext, file: YamlFile): Report {
  return reportOn(file, faults);
}
