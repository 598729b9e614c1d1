import { readFileSync } from 'node:fs';

/** The path is the same from `src` and from `dist`. */
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** As package.json has it. */
export const { version } = JSON.parse(manifest) as { version: string };
