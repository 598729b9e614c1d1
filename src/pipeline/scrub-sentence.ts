import type { Given } from '../map/route.js';

const secretKey = /password|secret|token|key$/i;

/** What v1 calls the fields that v2's sentences name. */
const v1Names = {
  verify_email: 'verify',
  app_metadata: 'metadata',
  user_metadata: 'metadata',
  last_login: 'lastLogin',
  logins_count: 'loginsCount',
  result_url: 'resultUrl',
  client_id: 'clientID',
};
const v1Words = Object.entries(v1Names).map(([v2, v1]): readonly [RegExp, string, string] => [
  new RegExp(`\\b${v2}\\b`, 'g'),
  v2,
  v1,
]);

/** v2 quotes its input: a password in a refused body must not come back in an error that clients log. A word that
 * the client used itself, as an e-mail template's name, is its own and stays. */
export function scrubSentence(
  sentence: string,
  { body, query, slots }: Pick<Given, 'body' | 'query' | 'slots'>,
): string {
  let text = sentence;
  for (const spelling of spellingsOf({ body, query, slots }))
    text = text.replace(occurrencesOf(spelling), '[redacted]');
  const own = new Set([slots, query, body].flatMap((part): unknown[] => Object.values(part ?? {})));
  for (const [word, v2, v1] of v1Words) if (!own.has(v2)) text = text.replace(word, v1);
  return text.length > 500 ? `${text.slice(0, 500)}...` : text;
}

/** Every way in which a sentence may quote the secrets, the longest first: one may hold another. */
function spellingsOf(sent: Pick<Given, 'body' | 'query' | 'slots'>): string[] {
  const spellings = new Set<string>();
  for (const secret of secretsIn(sent)) {
    const quoted = JSON.stringify(secret).slice(1, -1);
    const whole = secret.toWellFormed();
    for (const one of [
      secret,
      quoted,
      encodeURIComponent(whole),
      String(new URLSearchParams({ '': whole })).slice(1),
    ]) {
      spellings.add(one);
    }
  }
  return [...spellings].sort((a, b) => b.length - a.length);
}

/** A short secret is looked for as a word: `a` taken out of every word would leave no sentence. */
function occurrencesOf(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(secret.length < 5 ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal, 'gu');
}

function* secretsIn(value: unknown, key = '', depth = 0): Generator<string> {
  if (typeof value === 'string') {
    if (value.length > 0 && secretKey.test(key)) yield value;
    return;
  }
  if (typeof value !== 'object' || value === null || depth > 8) return;
  for (const [name, inner] of Object.entries(value))
    yield* secretsIn(inner, Array.isArray(value) ? key : name, depth + 1);
}
