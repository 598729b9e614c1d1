import type { Agent } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { GatewayError } from '../../errors/gateway-error.js';
import { everywhere, isOpenTo } from '../../config/leads-here.js';
import { isLoopback } from '../../config/loopback.js';
import { plainAddress } from '../../syntax/plain-address.js';

/** Where this gateway listens, for itself or with other workers. */
export type OwnAddresses = () => readonly AddressInfo[];

/**
 * Ends the agent's connections to this gateway itself before anything is sent: a request would come back until there
 * is no room left. Only the connection tells where a name in the hosts file leads. A way through a load balancer is not
 * recognised.
 *
 * @param key the environment key that has the address
 */
export function refuseOwnAddresses(agent: Agent, own: OwnAddresses, key: string): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = connect(...args);
    if (socket instanceof Socket)
      socket.once('connect', () => {
        if (!own().some((address) => isAt(socket, address))) return;
        const reason = `${key} leads to holdover itself`;
        socket.destroy(new GatewayError('loop-detected', { reason }));
      });
    return socket;
  };
}

function isAt(
  { remoteAddress = '', remotePort, localAddress = '' }: Socket,
  { address, port }: AddressInfo,
): boolean {
  if (remotePort !== port) return false;
  const remote = plainAddress(remoteAddress);
  const local = plainAddress(localAddress);
  const listening = plainAddress(address);
  if (!everywhere.has(listening)) return remote === listening;
  // Every address of this machine leads to a wildcard; the system connects to one of them from that same address.
  return isOpenTo(remote, listening) && (remote === local || isLoopback(remote));
}
