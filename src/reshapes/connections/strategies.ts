import { getOwn } from '../../syntax/json-object.js';

/** Every strategy of v2 (official OpenAPI) by kind. The social ones are those of the documentation. */
export const socialStrategies: readonly string[] =
  `amazon apple baidu bitbucket bitly box daccount dropbox dwolla evernote evernote-sandbox exact facebook fitbit
   github google-oauth2 instagram line linkedin oauth1 oauth2 paypal paypal-sandbox planningcenter salesforce
   salesforce-community salesforce-sandbox shop shopify soundcloud thirtysevensignals twitter untappd vkontakte weibo
   windowslive wordpress yahoo yandex`.split(/\s+/);

/** Without databases and passwordless connections: v1's lists of enterprise users leave them out too. */
export const enterpriseStrategies: readonly string[] =
  `ad adfs auth0-adldap auth0-oidc custom google-apps ip office365 oidc okta pingfederate samlp sharepoint waad`.split(
    /\s+/,
  );

/**
 * v1 names that v2 does not know, accepted wherever a client sends one. Replies show v2's names, because v1's readers
 * (Lock for iOS and Android) already compare with v2's spelling. `office365` is not renamed: v2 still has it, beside
 * `waad`.
 */
const renamed: Readonly<Record<string, string>> = {
  PingFederate: 'pingfederate',
  'google-openid': 'google-oauth2',
};

/** v2's name of a strategy. */
export function strategyOf(name: string): string {
  return getOwn(renamed, name) ?? name;
}
