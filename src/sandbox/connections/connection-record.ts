import type { JsonObject } from '../json-value.js';
import { without } from '../json-value.js';

/** A connection as stored. Its clients are outside the body, because v2 no longer shows them there. */
export interface ConnectionRecord {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  /** Everything that v2 shows of the connection, `options` included, in the recorded order. */
  readonly body: JsonObject;
  readonly enabledClients: ReadonlySet<string>;
}

const social = new Set(
  `amazon apple baidu bitbucket bitly box daccount dropbox dwolla evernote evernote-sandbox exact facebook fitbit
   github google-oauth2 instagram line linkedin oauth1 oauth2 paypal paypal-sandbox planningcenter salesforce
   salesforce-community salesforce-sandbox shop shopify soundcloud thirtysevensignals twitter untappd vkontakte weibo
   windowslive wordpress yahoo yandex`.split(/\s+/),
);

/** The kinds of strategy that have different rules. */
export type StrategyKind = 'database' | 'passwordless' | 'social' | 'enterprise';

/** The kind of a strategy (official documentation: identity providers). */
export function strategyKind(strategy: string): StrategyKind {
  if (strategy === 'auth0') return 'database';
  if (strategy === 'email' || strategy === 'sms') return 'passwordless';
  return social.has(strategy) ? 'social' : 'enterprise';
}

/** `options` require their own scope since 2025-07-08 (official deprecations). */
export function connectionView(connection: ConnectionRecord, withOptions: boolean): JsonObject {
  return withOptions ? connection.body : without(connection.body, ['options']);
}
