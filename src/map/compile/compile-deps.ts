import type { LookupSource, MapSource } from '../read/source.js';
import type { Reshape } from '../route.js';

/** What the entries of a map are compiled with. */
export interface CompileDeps {
  readonly reshapes: Readonly<Record<string, Reshape>>;
  readonly lookups: ReadonlyMap<string, LookupSource>;
  readonly losses: MapSource['losses'];
  readonly dialect: 'current' | '2015';
}

export function reshapeOf(name: string, { reshapes }: CompileDeps): Reshape {
  const reshape = Object.hasOwn(reshapes, name) ? reshapes[name] : undefined;
  if (reshape === undefined) throw new TypeError(`There is no reshape "${name}"`);
  return reshape;
}
