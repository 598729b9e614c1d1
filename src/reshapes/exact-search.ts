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
  /** A bare term, which v1 found in front of longer addresses and of names as well: of those the index alone tells. */
  readonly begins?: true;
  /** `provider|id` */
  readonly user_id?: string;
}

/** One `@` and a domain with a dot: nothing else is an address to v2. */
const address = /^[^\s@"]+@[^\s@".]+(?:\.[^\s@".]+)+$/;
const userId = /^[^\s|]+\|./s;

/** The address, rather one that is wanted as a whole than a bare one, and the id that a search asks for. */
export function exactSearch(search: UserSearch): ExactSearch {
  if (search.some(({ kind }) => kind === 'nobody')) return {};
  const whole = first(search, wholeAddressIn);
  const given = whole ?? first(search, bareAddressIn);
  const id = first(search, userIdIn);
  const email = given?.toLowerCase();
  return {
    ...(email === undefined ? {} : { email }),
    ...(given === undefined || given === email ? {} : { given_email: given }),
    ...(given === undefined || whole !== undefined ? {} : { begins: true }),
    ...(id === undefined ? {} : { user_id: id }),
  };
}

function first(search: UserSearch, pick: (clause: UserClause) => string | undefined): string | undefined {
  return search.map(pick).find((found) => found !== undefined);
}

function wholeAddressIn(clause: UserClause): string | undefined {
  const isAddress = clause.kind === 'whole' && clause.path === 'email' && address.test(clause.value);
  return isAddress ? clause.value : undefined;
}

function bareAddressIn(clause: UserClause): string | undefined {
  return clause.kind === 'starts-with' && address.test(clause.text) ? clause.text : undefined;
}

function userIdIn(clause: UserClause): string | undefined {
  const isId = clause.kind === 'whole' && clause.path === 'user_id' && userId.test(clause.value);
  return isId ? clause.value : undefined;
}
