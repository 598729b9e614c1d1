import type { IncomingMessage } from 'node:http';

/**
 * One value per request, under a symbol of its own. Not a WeakMap: V8's young-generation collector treats its
 * entries, and all that they reference, as alive until the next full collection.
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
