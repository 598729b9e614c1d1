import { listRoutes, scopesToGrant } from './list-routes.js';
import type { LoadedMap } from '../load-map.js';

/** The table of `holdover routes`: every v1 line, its v2 calls, and the scopes to grant for all. */
export function printRoutes({ routes }: LoadedMap): string {
  const rows = listRoutes(routes).flatMap(({ id, v1, v2, gone, lossy }) => {
    const calls = gone === undefined ? counted(v2).join(', ') : 'gone';
    const losses = lossy.length === 0 ? '' : ` (lossy: ${lossy.map((loss) => loss.id).join(', ')})`;
    return v1.map((line) => [line, id, `${calls}${losses}`]);
  });
  const widths = [0, 1].map((n) => Math.max(0, ...rows.map((row) => row[n]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\nscopes: ${scopesToGrant(routes).join(' ')}\n`;
}

/** `GET /api/v2/device-credentials (3 times)` instead of three of the same. */
function counted(calls: readonly string[]): string[] {
  return [...new Set(calls)].map((call) => {
    const times = calls.filter((each) => each === call).length;
    return times === 1 ? call : `${call} (${times} times)`;
  });
}
