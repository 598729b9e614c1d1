import type { ErrorTable } from '../errors/error-table.js';
import { checkMap } from './checks/check-map.js';
import { compileRoute } from './compile/compile.js';
import { MapError, type MapFault } from './read/map-error.js';
import { readMap } from './read/read-map.js';
import { createRouteIndex, type IndexedLine, type SlotRule } from './match/route-index.js';
import type { RouteIndex } from './match/matched.js';
import type { MapSettings, Reshape, ReshapeContext, Route } from './route.js';
import type { EntrySource, ErrorsSource, MapSource, SlotSource } from './read/source.js';

export interface LoadOptions {
  /** Read left to right: a later folder adds entries and replaces those of the same name. */
  readonly folders: readonly string[];
  /** The functions that the map may name, by name. */
  readonly reshapes: Readonly<Record<string, Reshape>>;
  readonly settings: MapSettings;
  /** With `2015`, entries that have a `v2-2015` list use it. */
  readonly dialect: 'current' | '2015';
  /** Also reject reshapes that nothing names. For the shipped map, not for one that replaces its entries. */
  readonly requireAllUsed?: boolean;
}

/** Facts about a slot, for the documents made from the map. */
interface SlotInfo {
  readonly description: string;
  readonly matches: string | undefined;
  /** The slot's value must not be shown. */
  readonly secret: boolean;
}

export interface LoadedMap {
  /** Sorted by id. */
  readonly routes: readonly Route[];
  /** The routes that differ in 2015, compiled for 2015. Empty if the map itself is loaded for 2015. */
  readonly routesOf2015: readonly Route[];
  /** Every v1 line, by route and spelling. */
  readonly lines: readonly IndexedLine[];
  readonly index: RouteIndex;
  readonly errors: ErrorTable;
  readonly slots: ReadonlyMap<string, SlotInfo>;
  readonly settings: MapSettings;
}

/**
 * Reads, checks and compiles a map. No file is read again afterwards.
 *
 * @throws MapError with every fault that was found
 */
export function loadMap(options: LoadOptions): LoadedMap {
  const faults: MapFault[] = [];
  const source = readMap(options.folders, faults);
  checkMap({
    source,
    reshapes: options.reshapes,
    dialect: options.dialect,
    requireAllUsed: options.requireAllUsed ?? false,
    faults,
  });
  if (faults.length > 0) throw new MapError(faults);
  const { reshapes, dialect, settings } = options;
  const entries = [...source.entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines: IndexedLine[] = [];
  const parts = { reshapes, lookups: source.lookups, losses: source.losses };
  const routes = entries.map((entry) => {
    const route = compileRoute(entry, { ...parts, dialect });
    for (const line of entry.lines) lines.push({ line, route });
    return route;
  });
  const others = dialect === 'current' ? entries.filter(isOtherIn2015) : [];
  return {
    routes,
    routesOf2015: others.map((entry) => compileRoute(entry, { ...parts, dialect: '2015' })),
    lines,
    index: createRouteIndex({
      lines,
      slots: slotRules(source, options),
      claims: [...source.claims],
    }),
    errors: errorTable(source.errors),
    slots: new Map([...source.slots].map(([name, { yaml }]) => [name, slotInfo(yaml)])),
    settings,
  };
}

function isOtherIn2015({ yaml, steps }: EntrySource): boolean {
  return [steps['v2-2015'], yaml['gone-2015'], yaml['errors-2015']].some((part) => part !== undefined);
}

/** Slots are read before authentication, so that their functions see an anonymous caller. */
function slotRules({ slots }: MapSource, { reshapes, settings }: LoadOptions): Map<string, SlotRule> {
  const context: ReshapeContext = { settings, caller: { client_id: '', kind: 'anonymous' } };
  const rules = new Map<string, SlotRule>();
  for (const [name, { yaml }] of slots) {
    const reads = yaml.reads === undefined ? undefined : reshapes[yaml.reads];
    rules.set(name, {
      matches: yaml.matches === undefined ? undefined : new RegExp(yaml.matches, 'u'),
      reads: reads === undefined ? undefined : (value) => String(reads(value, context)),
    });
  }
  return rules;
}

function slotInfo({ description, matches, secret = false }: SlotSource['yaml']): SlotInfo {
  return { description, matches, secret };
}

function errorTable({ codes, rows, v2Codes, v2Statuses }: ErrorsSource): ErrorTable {
  return {
    rows: new Map([...codes, ...rows].map(([name, { value }]) => [name, value])),
    byErrorCode: new Map([...v2Codes].map(([code, { value }]) => [code, value])),
    byStatus: new Map([...v2Statuses].map(([status, { value }]) => [Number(status), value])),
  };
}
