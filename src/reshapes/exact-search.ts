import type { UserClause, UserSearch } from './user-search.js';

/**
 * What v2 can be asked for at once instead of through its index, which lags behind a write: every user that is found
 * has this address, or begins with it, and this id.
 */
export interface ExactSearch {
  /** In lower case, as v2 stores the addresses of database users. */
  readonly email?: string;
  /** As it was typed, where that differs: others are stored as their provider spells them. */
  readonly given_email?: string;
  /** `provider|id` */
  readonly user_id?: string;
}

/** One `@` and a domain with a dot: nothing else is an address to v2. */
const address = /^[^\s@"]+@[^\s@".]+(?:\.[^\s@".]+)+$/;
const userId = /^[^\s|]+\|./s;

/** The first address and the first id that a search asks for as a whole; a bare term may be an address. */
export function exactSearch(search: UserSearch): ExactSearch {
  if (search.some(({ kind }) => kind === 'nobody')) return {};
  const given = search.map(addressIn).find((found) => found !== undefined);
  const id = search.map(userIdIn).find((found) => found !== undefined);
  const email = given?.toLowerCase();
  return {
    ...(email === undefined ? {} : { email }),
    ...(given === undefined || given === email ? {} : { given_email: given }),
    ...(id === undefined ? {} : { user_id: id }),
  };
}

function addressIn(clause: UserClause): string | undefined {
  const text =
    clause.kind === 'starts-with'
      ? clause.text
      : clause.kind === 'whole' && clause.path === 'email'
        ? clause.value
        : '';
  return address.test(text) ? text : undefined;
}

function userIdIn(clause: UserClause): string | undefined {
  const isId = clause.kind === 'whole' && clause.path === 'user_id' && userId.test(clause.value);
  return isId ? clause.value : undefined;
}
