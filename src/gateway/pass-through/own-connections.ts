import type { Agent } from 'node:http';
import { Socket } from 'node:net';
import { plainAddress } from '../../syntax/plain-address.js';

/**
 * The connections that our agent has opened. A request that arrives on one of them was sent by us: the upstream
 * address leads back here. Both ends of a connection identify it, so no request has to carry a mark. Through a load
 * balancer the loop is not detected.
 */
export class OwnConnections {
  readonly #open = new Set<string>();

  constructor(agent: Agent) {
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (...args) => {
      const socket = connect(...args);
      if (socket instanceof Socket) this.#watch(socket);
      return socket;
    };
  }

  /** Whether this incoming connection is one of them. */
  has({ remoteAddress, remotePort, localAddress, localPort }: Socket): boolean {
    if (this.#open.size === 0) return false;
    return this.#open.has(`${endOf(remoteAddress, remotePort)} ${endOf(localAddress, localPort)}`);
  }

  #watch(socket: Socket): void {
    socket.once('connect', () => {
      const { localAddress, localPort, remoteAddress, remotePort } = socket;
      const ends = `${endOf(localAddress, localPort)} ${endOf(remoteAddress, remotePort)}`;
      this.#open.add(ends);
      socket.once('close', () => this.#open.delete(ends));
    });
  }
}

function endOf(address = '', port = 0): string {
  return `${plainAddress(address)}:${port}`;
}
