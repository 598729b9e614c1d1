import type { Config } from '../config/config.js';
import { checkCertificate } from '../doctor/check-certificate.js';
import { checkRedis } from '../doctor/check-redis.js';
import { examine, type Diagnosis } from '../doctor/examine.js';
import type { LoadedMap } from '../map/load-map.js';
import type { RedisFacts } from '../state/redis/probe-redis.js';
import { UpstreamTokens } from '../tokens/upstream-tokens.js';
import { createUpstream } from '../upstream/upstream.js';
import { statePrefix } from '../wiring/parts/state-prefix.js';
import type { Surroundings } from '../wiring/configured/surroundings.js';
import { tokenSigner } from '../wiring/parts/token-signer.js';

type DiagnosedConfig = Pick<Config, 'switches' | 'dialect' | 'tls' | 'redisUrl'>;

/** Examines all that a gateway with this configuration depends on. */
export async function diagnose(
  { switches, dialect, tls, redisUrl }: DiagnosedConfig,
  { routes }: LoadedMap,
  {
    upstream: { url, audience, service },
    clients,
    issuer,
  }: Pick<Surroundings, 'upstream' | 'clients' | 'issuer'>,
): Promise<Diagnosis> {
  // No retries, so that the first error is reported.
  const upstream = createUpstream({ url, resilience: false });
  const { exchange, readClock, readKeySet } = upstream;
  const sign = tokenSigner({ dialect }, () => routes);
  const now = Date.now;
  const probe = async (redis: string): Promise<RedisFacts> => {
    const { probeRedis } = await import('../state/redis/probe-redis.js');
    return probeRedis(redis, statePrefix(issuer));
  };
  try {
    return await examine({
      tenant: { url: new URL(url), readClock, readKeySet, signsWithSecrets: dialect === '2015', now },
      clients,
      service,
      here: [
        ...(tls === undefined ? [] : [() => checkCertificate(tls, now())]),
        ...(redisUrl === undefined ? [] : [() => checkRedis({ url: redisUrl, probe })]),
      ],
      tokens: new UpstreamTokens({ exchange, audience, sign, now }),
      send: sign && ((...asked) => upstream.send(...asked)),
      audience,
      routes,
      switches,
    });
  } finally {
    await upstream.close();
  }
}
