import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

export interface ServerClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Classes whose instances are born with the prototypes that Express would otherwise set on every request. Changing
 * a prototype costs V8 its hidden class, and the server half its throughput (measured on Node 20).
 */
export function expressPrototypes(app: Express): ServerClasses {
  return {
    IncomingMessage: born(IncomingMessage, app.request) as typeof IncomingMessage,
    ServerResponse: born(ServerResponse, app.response) as typeof ServerResponse,
  };
}

/**
 * Node's two classes are functions, which may be called on an instance that has another prototype. V8 gives an instance
 * room for as many fields as its constructor sets, and those that it inherits from: without the base each response
 * would grow field by field, ten times as slowly.
 */
function born(base: unknown, prototype: object): unknown {
  const construct = base as (this: unknown, ...args: unknown[]) => void;
  function Born(this: unknown, ...args: unknown[]): void {
    construct.apply(this, args);
  }
  Born.prototype = prototype;
  return Object.setPrototypeOf(Born, construct) as unknown;
}
