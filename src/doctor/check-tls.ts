import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { hostOf, portOf } from './socket-address.js';
import type { TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';

const patienceMs = 5_000;

/** Checks that this machine accepts the tenant's certificate for its host. */
export const checkTls: TenantCheck = async ({ url }) => {
  const check = 'tls';
  if (url.protocol === 'http:') {
    return { check, verdict: 'well', sentence: 'There is none: HOLDOVER_UPSTREAM_URL begins with http://.' };
  }
  const host = hostOf(url);
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port: portOf(url), ...name });
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

const wrongName = {
  fault: 'has a certificate for another name',
  remedy: 'name the host in HOLDOVER_UPSTREAM_URL as its certificate does',
};
const stranger = {
  fault: 'has a certificate from an authority that this machine does not trust',
  remedy: 'give its CA file to this process in NODE_EXTRA_CA_CERTS',
};
const other = { fault: 'answers no TLS handshake', remedy: 'correct HOLDOVER_UPSTREAM_URL' };

/** Faults by error codes of OpenSSL's verification and of node:tls. */
const faults: Readonly<Record<string, { readonly fault: string; readonly remedy: string }>> = {
  CERT_HAS_EXPIRED: {
    fault: 'has a certificate that has expired',
    remedy: "whoever runs the tenant has to renew it, unless this machine's clock is ahead",
  },
  CERT_NOT_YET_VALID: {
    fault: 'has a certificate that is not valid yet',
    remedy: "set this machine's clock",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: wrongName,
  DEPTH_ZERO_SELF_SIGNED_CERT: stranger,
  SELF_SIGNED_CERT_IN_CHAIN: stranger,
  UNABLE_TO_GET_ISSUER_CERT: stranger,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: stranger,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: stranger,
};

function faultOf(word: string): string {
  return (faults[word] ?? other).fault;
}

function remedyOf(word: string): string {
  return (faults[word] ?? other).remedy;
}
