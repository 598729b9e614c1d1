import type { AddressInfo } from 'node:net';
import type { TlsPems } from '../config/tls-files.js';
import type { MetricFamilies, Metrics } from '../observe/metrics/metrics.js';
import type { UsageLedger } from '../observe/usage/usage-ledger.js';
import { clientSide, type ClientSideDeps } from './client-side.js';
import { operatorSide, type OperatorSideDeps } from './operator/operator-side.js';
import type { OperatingState } from './operator/operations.js';
import type { OwnAddresses } from './pass-through/leads-here.js';
import { clientServers, secured } from './client-servers.js';
import {
  closePorts,
  drainPorts,
  openPorts,
  type GatewayAddresses,
  type Listening,
  type Ports,
} from './ports/ports.js';
import type { Street } from './street.js';

export interface GatewayDeps extends ClientSideDeps, OperatorSideDeps {
  readonly addresses: GatewayAddresses;
  /** The street in use until `setStreet` replaces it. */
  readonly street: Street;
  readonly metrics: Metrics;
  readonly usage: Pick<UsageLedger, 'count' | 'list'>;
}

export interface Gateway {
  /** @throws ConfigError with one line per port that cannot be opened */
  listen(): Promise<Listening>;
  /** Uses this certificate for new connections. Throws, and changes nothing, if certificate and key do not match. */
  setCertificate(pems: TlsPems): void;
  /** Call after the service credentials have changed: `/readyz` fails until the tenant gives a token for them. */
  proveCredentials(): void;
  /** Handles new requests on this street. */
  setStreet(street: Street): void;
  /** From now on `/readyz` fails and every answer closes its connection; new connections are still accepted. */
  leave(): void;
  /**
   * Stops listening and waits until nothing is in flight.
   *
   * @returns how many requests were cut at the deadline
   */
  drain(deadlineMs: number): Promise<number>;
  /** Closes everything at once. */
  close(): Promise<void>;
  /** The state that the operator's probes report. */
  state(): OperatingState;
  /** All metrics of this process, for the primary to sum up. */
  families(): Promise<MetricFamilies>;
}

/** Wires the ports, the apps behind them and the traffic. */
export function createGateway(deps: GatewayDeps): Gateway {
  let current = deps.street;
  const street = (): Street => current;
  const own: OwnAddresses = () =>
    [plain, tls].flatMap((server) => (server?.address() as AddressInfo | null) ?? []);
  const clients = clientSide(deps, street, own);
  const { app, traffic, trusts, overload } = clients;
  const operator = operatorSide(deps, { street, traffic, overload });
  const { plain, tls } = clientServers(app, { ...deps, traffic, trusts, pems: deps.addresses.tls?.pems });
  const ports: Ports = { plain, tls, admin: operator.admin, traffic };
  return {
    async listen() {
      const urls = await openPorts(ports, deps.addresses);
      operator.nowListening();
      return urls;
    },
    setCertificate(pems) {
      tls?.setSecureContext(secured(pems));
    },
    proveCredentials: operator.proveCredentials,
    setStreet(next) {
      current = next;
    },
    leave() {
      traffic.draining = true;
    },
    drain: (deadlineMs) => drainPorts(ports, deadlineMs),
    async close() {
      operator.stop();
      clients.closeWays();
      await closePorts(ports);
    },
    state: operator.state,
    families: operator.families,
  };
}
