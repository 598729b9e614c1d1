import type { LuceneClause, LuceneGrammar } from './grammar.js';

/** Fields with a `.raw` subfield (auth0/docs, user-search.md of 2017). */
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

/**
 * `search_engine=v2`. It also had fuzziness, boosts and regular expressions; they are refused, as nothing here
 * needs them.
 */
export const grammarV2: LuceneGrammar = { comparators: true, missing: true, fault };

/**
 * v2 finds nothing for a missing `.raw` subfield. It is refused here, because an empty answer would hide the
 * mistake.
 */
function fault({ field }: LuceneClause): string | undefined {
  const isRaw = field !== undefined && field.length > 1 && field.at(-1) === 'raw';
  if (!isRaw || /_metadata$/.test(field[0] ?? '')) return undefined;
  const name = field.slice(0, -1).join('.');
  return rawFields.includes(name) ? undefined : `'${name}' has no subfield raw`;
}
