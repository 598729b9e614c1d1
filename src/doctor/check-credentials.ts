import type { Granted, RefusalReason, Refused } from '../tokens/grant.js';
import type { Credentials } from '../tokens/credentials.js';
import type { UpstreamTokens } from '../tokens/upstream-tokens.js';
import type { Finding } from './finding.js';
import { wordOf } from '../errors/word-of.js';

export interface CredentialsCheck {
  readonly tokens: Pick<UpstreamTokens, 'grantFor'>;
  readonly audience: string;
  /** Where the credentials are configured. */
  readonly place: string;
}

/** Name of the check whose failure concerns all clients. */
export const endpointCheck = 'token endpoint';

/** Checks that the tenant gives a v2 token for these credentials. Never throws. */
export async function checkCredentials(
  credentials: Credentials,
  { tokens, audience, place }: CredentialsCheck,
): Promise<Granted | Finding> {
  const check = 'credentials';
  try {
    const grant = await tokens.grantFor(credentials);
    if (grant.kind === 'granted') return grant;
    const { fault, remedy } = diagnose(grant, audience, place);
    const word = [grant.status, grant.word].filter(Boolean).join(' ');
    const sentence = `Client ${credentials.clientId} ${fault} (${word}): ${remedy}.`;
    return { check, verdict: 'wrong', sentence };
  } catch (error) {
    const sentence = `The token endpoint of the tenant does not answer as one (${wordOf(error)}): see whether HOLDOVER_UPSTREAM_URL is the tenant's, and try again.`;
    return { check: endpointCheck, verdict: 'wrong', sentence };
  }
}

interface Diagnosed {
  readonly fault: string;
  readonly remedy: string;
}

function diagnose({ status, reason }: Refused, audience: string, place: string): Diagnosed {
  if (reason !== undefined) return reasons(audience, place)[reason];
  // Auth0 answers alike for an unknown client and a wrong secret. Facts: v2 section 3b.
  if (status === 401) {
    return { fault: 'has another secret, or is unknown to the tenant', remedy: `correct it in ${place}` };
  }
  return { fault: 'gets no token', remedy: "the tenant's log says why" };
}

function reasons(audience: string, place: string): Record<RefusalReason, Diagnosed> {
  return {
    'client-unknown': { fault: 'is unknown to the tenant', remedy: `correct it in ${place}` },
    'grant-missing': {
      fault: 'has no grant for the Management API',
      remedy: `authorise it for ${audience} at the tenant, with the scopes that holdover routes lists`,
    },
    'grant-type': {
      fault: 'may not ask for a token of its own',
      remedy: 'allow it the grant type client_credentials at the tenant',
    },
    'audience-unknown': {
      fault: `asks for ${audience}, which the tenant does not know`,
      remedy:
        "set HOLDOVER_UPSTREAM_AUDIENCE to https://DOMAIN/api/v2/ of the tenant's own domain, which it stays behind a custom one",
    },
  };
}
