import { readFileSync } from 'node:fs';

/** `holdover/<version>`, the version as package.json has it; the path is the same from `src` and from `dist`. */
export const userAgent = `holdover/${readVersion()}`;

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
