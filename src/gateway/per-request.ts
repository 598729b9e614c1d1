import type { IncomingMessage } from 'node:http';

/**
 * One thing for each request, under a symbol that nobody else has. Not a WeakMap: what one holds, and all that hangs on
 * it, V8's collector of young objects takes for alive, until all memory is collected.
 */
export class PerRequest<T> {
  readonly #key = Symbol('of this request');

  set(request: IncomingMessage, thing: T): void {
    (request as Bearing<T>)[this.#key] = thing;
  }

  get(request: IncomingMessage): T | undefined {
    return (request as Bearing<T>)[this.#key];
  }
}

type Bearing<T> = IncomingMessage & Record<symbol, T | undefined>;
