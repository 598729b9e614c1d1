/** What may be wrong with a server's certificate, and what to do. */
export interface CertificateFault {
  readonly fault: string;
  readonly remedy: string;
}

/**
 * Faults by error codes of OpenSSL's verification and of node:tls.
 *
 * @param key that names the server
 * @param owner who renews its certificate
 */
export function certificateFaults(key: string, owner: string): Readonly<Record<string, CertificateFault>> {
  const wrongName = {
    fault: 'has a certificate for another name',
    remedy: `name the host in ${key} as its certificate does`,
  };
  const stranger = {
    fault: 'has a certificate from an authority that this machine does not trust',
    remedy: 'give its CA file to this process in NODE_EXTRA_CA_CERTS',
  };
  return {
    CERT_HAS_EXPIRED: {
      fault: 'has a certificate that has expired',
      remedy: `${owner} has to renew it, unless this machine's clock is ahead`,
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
}
