import type { Config } from '../config/config.js';
import { examine, type Diagnosis } from '../doctor/examine.js';
import type { LoadedMap } from '../map/load-map.js';
import { UpstreamTokens } from '../tokens/upstream-tokens.js';
import { createUpstream } from '../upstream/upstream.js';
import type { Surroundings } from './surroundings.js';
import { tokenSigner } from './token-signer.js';

/** Examines what a gateway of this configuration would stand on. */
export async function diagnose(
  { switches, dialect }: Pick<Config, 'switches' | 'dialect'>,
  { routes }: LoadedMap,
  { upstream: { url, audience, service }, clients }: Pick<Surroundings, 'upstream' | 'clients'>,
): Promise<Diagnosis> {
  // What is found is told as it was the first time.
  const upstream = createUpstream({ url, calm: false });
  const { exchange, readClock, readKeySet } = upstream;
  const now = Date.now;
  try {
    return await examine({
      tenant: { url: new URL(url), readClock, readKeySet, signsWithSecrets: dialect === '2015', now },
      clients,
      service,
      tokens: new UpstreamTokens({ exchange, audience, sign: tokenSigner({ dialect }, { routes }), now }),
      audience,
      routes,
      switches,
    });
  } finally {
    await upstream.close();
  }
}
