import type { Agent } from 'node:http';
import { Socket } from 'node:net';
import { plainAddress } from '../../syntax/plain-address.js';

/**
 * Those that an agent of ours has opened. What comes in over one of them was passed on by us: the address that we were
 * given leads here. Known by both ends of the connection, so that no request has to carry a mark; behind a load balancer
 * they look like others.
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

  /** Whether this connection, which has come in, is one of them. */
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
