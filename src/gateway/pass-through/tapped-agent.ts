import type { Agent, ClientRequest } from 'node:http';

/** The one method that Node calls on `RequestOptions.agent`, beside a few plain properties. */
interface AddsRequests {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * Wraps the agent for one request and passes that to `tap` before its header is written. http-proxy's own event is
 * too late for a request that waits for a socket: its header and body may be sent by then.
 */
export function tappedAgent(agent: Agent, tap: (request: ClientRequest) => void): Agent {
  const real = agent as unknown as AddsRequests;
  return Object.create(agent, {
    addRequest: {
      value: (request: ClientRequest, options: object) => {
        tap(request);
        real.addRequest(request, options);
      },
    },
  }) as Agent;
}
