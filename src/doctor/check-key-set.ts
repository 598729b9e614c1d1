import { importKeys } from '../tokens/key-set.js';
import type { Finding } from './finding.js';
import type { ExaminedTenant, TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';

const check = 'key set';

/**
 * Checks that the tenant publishes a key to verify id_tokens with, unless they are signed with the clients' secrets.
 */
export const checkKeySet: TenantCheck = async (tenant) => {
  const finding = await lookForKeys(tenant);
  return finding.verdict === 'wrong' && tenant.signsWithSecrets ? secretsOnly : finding;
};

const secretsOnly: Finding = {
  check,
  verdict: 'unknown',
  sentence:
    'It has no key for RS256, as usual in 2015: an id_token is taken where the clients file has the secret of its client.',
};

async function lookForKeys({ readKeySet }: ExaminedTenant): Promise<Finding> {
  try {
    const { size } = await importKeys(await readKeySet());
    if (size > 0) {
      return {
        check,
        verdict: 'well',
        sentence: `It has ${size === 1 ? 'a key' : `${size} keys`} for RS256.`,
      };
    }
    const sentence =
      'The key set of the tenant has no key for RS256: let it sign with RS256, or no id_token is taken.';
    return { check, verdict: 'wrong', partial: true, sentence };
  } catch (error) {
    const sentence = `The key set of the tenant cannot be read (${wordOf(error)}): see whether HOLDOVER_UPSTREAM_URL is the tenant's, or no id_token is taken.`;
    return { check, verdict: 'wrong', sentence };
  }
}
