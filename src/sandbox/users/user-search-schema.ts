import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import type { LuceneSchema } from '../lucene/evaluate.js';

/** How v3 indexes users (official: user-search-query-syntax; facts: section 8a). */
export const userSearchSchema: LuceneSchema = {
  caseless: new Set(['email', 'name', 'given_name', 'family_name', 'nickname']),
  dates: new Set(['created_at', 'updated_at', 'last_login', 'last_password_reset']),
  standard: ['email', 'name', 'given_name', 'family_name', 'nickname', 'username', 'user_id', 'phone_number'],
  strict: new Set(['app_metadata', 'user_metadata']),
  derived: new Map([['email.domain', emailDomain]]),
};

function emailDomain(user: JsonObject): string[] {
  const domain = textAt(user, 'email')?.split('@')[1];
  return domain === undefined ? [] : [domain];
}
