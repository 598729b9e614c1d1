import { fileURLToPath } from 'node:url';

/** The map that comes with the program; the path is the same from `src` and from `dist`. */
export const shippedMap = fileURLToPath(new URL('../../../routes-map', import.meta.url));
