import type { JsonObject } from '../json-value.js';

/** A user as v1 kept it: what somebody set, and beside it the one bag of metadata, nulls and all. Never changed in place. */
export interface V1User {
  /** Mongo's id, 24 hex digits; whom a database made has it in the user_id, too. */
  readonly _id: string;
  /** `provider|id`. */
  readonly user_id: string;
  readonly profile: JsonObject;
  /** What the service itself knows: clientID, lastLogin, loginsCount, blocked. */
  readonly account: JsonObject;
  /** The first is the main one; each with connection, provider, user_id without a prefix, isSocial. */
  readonly identities: readonly JsonObject[];
  readonly metadata: JsonObject;
  readonly password?: string;
  /** ISO with milliseconds, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** A connection as one client has it. */
export interface V1View {
  readonly options: JsonObject;
  readonly status: boolean;
}

/** A named connection of the tenant, of which each client has its own (seed: "an individual connection for each"). */
export interface V1Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  /** Of the strategies that were set up by the customer's own administrator. */
  readonly provisioningTicketUrl?: string;
  /** As it was made; a client without a view of its own has this, turned off. */
  readonly options: JsonObject;
  /** By client id. */
  readonly views: ReadonlyMap<string, V1View>;
  /** Clients that have removed theirs. */
  readonly removedBy: ReadonlySet<string>;
  /** Whether the AD/LDAP connector has its socket open. */
  readonly online: boolean;
}

/** A mail that v1 would have sent. */
export interface V1Mail {
  readonly kind: 'verification_email' | 'password_change';
  readonly userId: string;
}

/** The whole state of the native v1, in its own records. Tests read and write it directly. */
export interface V1Store {
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** By user_id, in the order of creation. */
  readonly users: Map<string, V1User>;
  /** By name. */
  readonly connections: Map<string, V1Connection>;
  /** By clientID; as v1 showed them, `global` always told. */
  readonly clients: Map<string, JsonObject>;
  /** By name. */
  readonly rules: Map<string, JsonObject>;
  /** By the template's name. */
  readonly emailTemplates: Map<string, JsonObject>;
  readonly mails: V1Mail[];
}
