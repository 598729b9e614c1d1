import { GatewayError } from '../errors/gateway-error.js';
import { hideSecrets } from '../pipeline/refusals/scrub-sentence.js';
import type { Credentials } from '../tokens/credentials.js';
import { withinDeadline } from '../upstream/deadline.js';
import type { Upstream } from '../upstream/exchange.js';
import type { Finding } from './finding.js';

export interface TokenCheck {
  readonly send: Upstream['send'];
  /** Where the credentials are configured. */
  readonly place: string;
}

const timeoutMs = 5_000;

/**
 * Checks that v2 accepts a token that was signed here. In 2015 the token endpoint accepts the secret of any client,
 * but v2 accepts only tokens of the global one (facts v2, section 3a), so only a call to v2 tells. Never throws.
 *
 * @returns undefined where v2 accepts it, or its answer does not tell
 */
export async function checkToken(
  { clientId }: Credentials,
  token: string,
  { send, place }: TokenCheck,
): Promise<Finding | undefined> {
  const request = {
    method: 'GET',
    path: `/api/v2/clients/${encodeURIComponent(clientId)}`,
    query: [['fields', 'client_id']] as const,
  };
  const bearer = { current: () => token, renew: () => Promise.resolve(token) };
  try {
    await withinDeadline(timeoutMs, (signal) => send(request, bearer, signal));
    return undefined;
  } catch (error) {
    const { upstreamStatus, upstreamCode, message } = error instanceof GatewayError ? error.details : {};
    // v2 answers 400 to a bearer that it cannot parse. Facts: v2 section 4.
    if (upstreamStatus !== 401 && upstreamCode !== 'Bearer') return undefined;
    // v2 may quote the token, with which anybody could do anything for an hour.
    const said = [upstreamStatus, hideSecrets(message ?? '', [{ token }])].filter(Boolean).join(' ');
    const sentence = `v2 does not take the token that is signed with the secret of client ${clientId} (${said}): a tenant of 2015 believes its global client alone; write that one's id and secret into ${place}.`;
    return { check: 'v2 token', verdict: 'wrong', sentence };
  }
}
