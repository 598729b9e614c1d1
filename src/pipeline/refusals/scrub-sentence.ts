import type { Given } from '../../map/route.js';

const secretKey = /password|secret|token|key$/i;

/** v1's names of fields in v2's sentences. `client_id` stays: v1 used it too, in a connection's options. */
const v1Names = {
  verify_email: 'verify',
  app_metadata: 'metadata',
  user_metadata: 'metadata',
  last_login: 'lastLogin',
  logins_count: 'loginsCount',
  result_url: 'resultUrl',
  jwt_configuration: 'jwtConfiguration',
  lifetime_in_seconds: 'lifetimeInSeconds',
};
const v1Words = Object.entries(v1Names).map(([v2, v1]) => ({ v2, v1, word: new RegExp(`\\b${v2}\\b`, 'g') }));

/** Longer sentences or more secrets are not worth the search: the sentence is replaced as a whole. */
const longestSentence = 64 * 1024;
const mostSecrets = 100;
const longestTold = 500;

export type Sent = Pick<Given, 'body' | 'query' | 'slots'>;

/**
 * Removes secrets and v2's field names from v2's sentence. v2 quotes its input, and a password in a refused body must
 * not come back in an error that clients log. A word that the client itself sent, such as an e-mail template's name,
 * stays.
 */
export function scrubSentence(sentence: string, sent: Sent): string {
  let text = hideSecrets(sentence, [sent.body, sent.query, sent.slots]);
  const own = new Set(
    [sent.slots, sent.query, sent.body].flatMap((part): unknown[] => Object.values(part ?? {})),
  );
  for (const { word, v2, v1 } of v1Words) if (!own.has(v2)) text = text.replace(word, v1);
  return text.length > longestTold ? `${text.slice(0, longestTold)}...` : text;
}

/** v2's sentence without the secrets in `quoted`, which it may quote. */
export function hideSecrets(sentence: string, quoted: readonly unknown[]): string {
  const secrets = secretsIn(quoted);
  if (sentence.length > longestSentence || secrets.size > mostSecrets)
    return 'The tenant refused the request.';
  return blackOut(sentence, [...secrets].flatMap(spellingsOf));
}

/** Marks all places in the original text first, so that the replacement text is never searched. */
function blackOut(text: string, spellings: readonly string[]): string {
  const hidden = new Uint8Array(text.length);
  for (const spelling of spellings) {
    for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + spelling.length)) {
      if (spelling.length > 4 || standsAlone(text, at, spelling.length))
        hidden.fill(1, at, at + spelling.length);
    }
  }
  let shown = '';
  let from = 0;
  while (from < text.length) {
    const start = indexOrEnd(hidden.indexOf(1, from), text);
    const end = indexOrEnd(hidden.indexOf(0, start), text);
    shown += text.slice(from, start) + (start < end ? '[redacted]' : '');
    from = end;
  }
  return shown;
}

function indexOrEnd(index: number, { length }: string): number {
  return index === -1 ? length : index;
}

/** A short secret counts only as a whole word: removing `a` from every word would leave no sentence. */
function standsAlone(text: string, at: number, length: number): boolean {
  return !isWordPart(text[at - 1]) && !isWordPart(text[at + length]);
}

function isWordPart(char = ''): boolean {
  return /^[\p{L}\p{N}]/u.test(char);
}

/** The forms in which a sentence may quote a secret: as it is, in JSON, in a URL, in a form. */
function spellingsOf(secret: string): string[] {
  const whole = secret.toWellFormed();
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(whole),
    new URLSearchParams({ '': whole }).toString().slice(1),
  ];
}

function secretsIn(inputs: readonly unknown[]): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, key: string, depth: number): void => {
    if (typeof value === 'string') {
      if (value.length > 0 && secretKey.test(key)) found.add(value);
    } else if (typeof value === 'object' && value !== null && depth < 8) {
      for (const [name, inner] of Object.entries(value))
        walk(inner, Array.isArray(value) ? key : name, depth + 1);
    }
  };
  for (const input of inputs) walk(input, '', 0);
  return found;
}
