import type { Agent, ClientRequest } from 'node:http';

/** What Node asks of an agent: RequestOptions.agent needs nothing but this method and a few plain properties. */
interface AddsRequests {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * The same agent, for one request, that shows the request before its header is written. http-proxy's own event comes
 * too late for a request that waits for a socket: its body, and with it the header, may be on the way by then.
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
