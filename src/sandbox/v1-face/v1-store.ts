import type { JsonObject } from '../json-value.js';

/**
 * A user as v1 stored it: the fields that were set, and one metadata object, including nulls. Never changed in
 * place.
 */
export interface V1User {
  /** Mongo's id, 24 hex digits; the user_id of a database user contains it too. */
  readonly _id: string;
  /** `provider|id`. */
  readonly user_id: string;
  readonly profile: JsonObject;
  /** Fields that the service maintains: clientID, lastLogin, loginsCount, blocked. */
  readonly account: JsonObject;
  /** The first is the main identity; each has connection, provider, user_id without a prefix, isSocial. */
  readonly identities: readonly JsonObject[];
  readonly metadata: JsonObject;
  readonly password?: string;
  /** ISO with milliseconds, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** A connection as one client sees it. */
export interface V1View {
  readonly options: JsonObject;
  readonly status: boolean;
}

/** A named connection of the tenant; each client has its own view of it (seed: "an individual connection for each"). */
export interface V1Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  /** Only for strategies that the customer's administrator sets up. */
  readonly provisioningTicketUrl?: string;
  /** Options as created or as the global client has set them; a client without its own view has these, turned off. */
  readonly options: JsonObject;
  /** By client id. */
  readonly views: ReadonlyMap<string, V1View>;
  /** Clients that have removed their own. */
  readonly removedBy: ReadonlySet<string>;
  /** Whether the AD/LDAP connector is online. */
  readonly online: boolean;
}

/** A mail that v1 would have sent. */
export interface V1Mail {
  readonly kind: 'verification_email' | 'password_change';
  readonly userId: string;
}

/** The complete state of the native v1, in its own records. Tests read and write it directly. */
export interface V1Store {
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** By user_id, in the order of creation. */
  readonly users: Map<string, V1User>;
  /** By name. */
  readonly connections: Map<string, V1Connection>;
  /** By clientID; in v1's form, always with `global`. */
  readonly clients: Map<string, JsonObject>;
  /** By name. */
  readonly rules: Map<string, JsonObject>;
  /** By the template's name. */
  readonly emailTemplates: Map<string, JsonObject>;
  readonly mails: V1Mail[];
}
