import type { UserClause, UserSearch } from './user-search.js';

/**
 * The part of a search that v2 answers at once, and not through its index, which lags behind writes. Every user that
 * the search finds has this id, and this address or one that begins with it.
 */
export interface ExactSearch {
  /** In lower case, as v2 stores the addresses of database users. */
  readonly email?: string;
  /** As typed, if that differs: other addresses are stored in their provider's spelling. */
  readonly given_email?: string;
  /** A bare term: v1 also found longer addresses and names that begin with it, which only the index tells. */
  readonly begins?: true;
  /** `provider|id` */
  readonly user_id?: string;
}

/** One `@` and a domain with a dot: v2 takes nothing else for an address. */
const address = /^[^\s@"]+@[^\s@".]+(?:\.[^\s@".]+)+$/;
const userId = /^[^\s|]+\|./s;

/** The address and the id that a search asks for. An address compared as a whole goes before a bare term. */
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
