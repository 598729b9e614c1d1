import type { LuceneClause, LuceneGrammar } from './grammar.js';

/** The fields with a subfield `.raw` (auth0/docs, user-search.md of 2017). */
export const rawFields: readonly string[] = [
  'identities.connection',
  'identities.provider',
  'identities.user_id',
  'email',
  'phone_number',
  'family_name',
  'given_name',
  'username',
  'name',
  'nickname',
];

/** `search_engine=v2`. Fuzziness, boosts and regular expressions, which it had, are refused: nobody needs them here. */
export const grammarV2: LuceneGrammar = { comparators: true, missing: true, fault };

/** A `.raw` that a field does not have finds nothing in truth; an answer that is silently empty would hide the mistake. */
function fault({ field }: LuceneClause): string | undefined {
  const isRaw = field !== undefined && field.length > 1 && field.at(-1) === 'raw';
  if (!isRaw || /_metadata$/.test(field[0] ?? '')) return undefined;
  const name = field.slice(0, -1).join('.');
  return rawFields.includes(name) ? undefined : `'${name}' has no subfield raw`;
}
