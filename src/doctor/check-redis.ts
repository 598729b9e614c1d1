import type { RedisFacts } from '../state/redis/probe-redis.js';
import { certificateFaults } from './certificate-faults.js';
import type { Finding } from './finding.js';
import { wordOf } from '../errors/word-of.js';

export interface ExaminedRedis {
  /** May hold a password. */
  readonly url: string;
  /** Rejects with the error that Redis or the connection gives. */
  readonly probe: (url: string) => Promise<RedisFacts>;
}

const check = 'redis';
/** Without Redis the gateway goes on with what it knows. */
const wrong = { check, verdict: 'wrong', partial: true } as const;

/** Checks that Redis accepts the replicas' shared state and keeps it. Never throws. */
export async function checkRedis({ url, probe }: ExaminedRedis): Promise<Finding> {
  const at = new URL(url).host;
  try {
    const { version = 'It', policy } = await probe(url);
    if (policy !== undefined && policy !== 'noeviction') {
      const sentence = `Redis at ${at} may forget what is revoked or claimed before its time (${policy}): set its maxmemory-policy to noeviction.`;
      return { ...wrong, sentence };
    }
    return { check, verdict: 'well', sentence: `${version} at ${at} takes what is written.` };
  } catch (error) {
    const word = refusalIn(error) ?? wordOf(error);
    const { fault, remedy } = faults[word] ?? silent;
    return { ...wrong, sentence: `Redis at ${at} ${fault} (${word}): ${remedy}.` };
  }
}

/** The first word of a Redis error; the rest may name keys. */
function refusalIn(error: unknown): string | undefined {
  return error instanceof Error ? /^([A-Z]{3,20})(?= |$)/.exec(error.message)?.[1] : undefined;
}

const silent = {
  fault: 'does not answer',
  remedy:
    'start it, or correct HOLDOVER_REDIS_URL; until then each replica knows its own revocations and writers alone',
};
const password = {
  fault: 'refuses the user or the password',
  remedy: 'correct those in HOLDOVER_REDIS_URL',
};

/** Faults by the first word of Redis's errors, and by codes of TLS. */
const faults: Readonly<Record<string, { readonly fault: string; readonly remedy: string }>> = {
  ...certificateFaults('HOLDOVER_REDIS_URL', 'whoever runs Redis'),
  NOAUTH: password,
  WRONGPASS: password,
  ERR: { fault: 'does not know what it is asked', remedy: 'see whether HOLDOVER_REDIS_URL leads to a Redis' },
  NOPERM: {
    fault: 'allows its user too little',
    remedy:
      'give it +@read +@write +@pubsub +@transaction +eval +time +ping on the keys and channels holdover:*',
  },
  READONLY: { fault: 'can only be read', remedy: 'let HOLDOVER_REDIS_URL lead to the one that is written' },
  OOM: { fault: 'has no memory left', remedy: 'give it more, or empty what others keep there' },
  MISCONF: { fault: 'takes no writes, for it cannot save them', remedy: 'its own log says why' },
  LOADING: { fault: 'is still reading what it has saved', remedy: 'wait, and ask again' },
};
