import type { MapFault } from '../read/map-error.js';
import type { YamlFile } from '../read/read-yaml.js';
import { reportOn, type Report } from '../read/report.js';
import type { Reshape } from '../route.js';
import type { EntrySource, MapSource, StepSource } from '../read/source.js';

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

/** The entries, and those that a later folder has replaced. */
export function allEntries({ source }: CheckContext): readonly EntrySource[] {
  return [...source.entries.values(), ...source.replaced];
}

/** The steps of an entry for all dialects. */
export function allSteps({ steps }: EntrySource): readonly StepSource[] {
  return [...(steps.v2 ?? []), ...(steps['v2-2015'] ?? [])];
}
