import type { EffectiveSetting } from './effective-config.js';

/** One line per key: its name, its value, and where that is from. */
export function printConfig(settings: readonly EffectiveSetting[]): string {
  const rows = settings.map(({ key, value, from, file, instead }) => [
    key,
    value ?? `(${instead ?? ''})`,
    file === undefined ? from : `${from} ${file}`,
  ]);
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [keys, values] = [width(0), width(1)];
  return rows
    .map(([key = '', value = '', from = '']) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${from}\n`)
    .join('');
}
