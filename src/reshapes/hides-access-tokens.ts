import { eachOf } from './each-of.js';
import { asJsonObject } from './json-object.js';

/** Whether an identity of a social provider is shown without its access token, which v1 always showed. */
export function hidesAccessTokens(users: unknown): boolean {
  return eachOf(users).some(
    ({ identities }) =>
      Array.isArray(identities) &&
      identities
        .map(asJsonObject)
        .some(({ isSocial, access_token }) => isSocial === true && access_token === undefined),
  );
}
