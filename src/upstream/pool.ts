import { createRequire } from 'node:module';
import type * as Undici from 'undici';

// The whole of undici takes 5 MiB at start, for fetch, caches and WebSockets; of this part all is used.
const part = createRequire(import.meta.url);
export const Pool = part('undici/lib/dispatcher/pool.js') as typeof Undici.Pool;
