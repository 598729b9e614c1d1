import { isPlainUser } from './is-plain-user.js';
import type { JsonObject } from '../../syntax/json-object.js';
import { someOf } from '../some-of.js';

/** Whether an identity of a social provider is shown without its access token, which v1 always showed. */
export function hidesAccessTokens(users: unknown): boolean {
  return someOf(users, ({ identities }) => Array.isArray(identities) && someOf(identities, lacksToken));
}
hidesAccessTokens.copiesText = isPlainUser;

function lacksToken({ isSocial, access_token: token }: JsonObject): boolean {
  return isSocial === true && token === undefined;
}
