import { once } from 'node:events';
import { connect } from 'node:net';
import type { TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';
import { serverOf } from '../upstream/wire/server-of.js';

const patienceMs = 2_000;

/** Checks that the tenant's port accepts connections. */
export const checkConnection: TenantCheck = async ({ url }) => {
  const check = 'connection';
  const { address: host, port } = serverOf(url);
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) });
    return { check, verdict: 'well', sentence: `Port ${port} takes connections.` };
  } catch (error) {
    const sentence = `Nothing answers at ${url.host} (${wordOf(error)}): correct HOLDOVER_UPSTREAM_URL, or let this machine through to port ${port}.`;
    return { check, verdict: 'wrong', sentence };
  } finally {
    socket.destroy();
  }
};
