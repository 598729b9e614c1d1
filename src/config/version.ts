import { readFileSync } from 'node:fs';

/** The relative path is the same from `src` and from `dist`. */
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** As in package.json. */
export const { version } = JSON.parse(manifest) as { version: string };
