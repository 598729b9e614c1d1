import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { certificateFaults } from './certificate-faults.js';
import type { TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';
import { serverOf } from '../upstream/wire/server-of.js';

const patienceMs = 5_000;

/** Checks that this machine accepts the tenant's certificate for its host. */
export const checkTls: TenantCheck = async ({ url }) => {
  const check = 'tls';
  if (url.protocol === 'http:') {
    return { check, verdict: 'well', sentence: 'There is none: HOLDOVER_UPSTREAM_URL begins with http://.' };
  }
  const { address: host, port } = serverOf(url);
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port, ...name });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(patienceMs) });
    const { valid_to } = socket.getPeerCertificate();
    return { check, verdict: 'well', sentence: `The certificate is valid until ${valid_to}.` };
  } catch (error) {
    const word = wordOf(error);
    return { check, verdict: 'wrong', sentence: `${host} ${faultOf(word)} (${word}): ${remedyOf(word)}.` };
  } finally {
    socket.destroy();
  }
};

const other = { fault: 'answers no TLS handshake', remedy: 'correct HOLDOVER_UPSTREAM_URL' };

const faults = certificateFaults('HOLDOVER_UPSTREAM_URL', 'whoever runs the tenant');

function faultOf(word: string): string {
  return (faults[word] ?? other).fault;
}

function remedyOf(word: string): string {
  return (faults[word] ?? other).remedy;
}
