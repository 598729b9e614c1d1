import { ClientStore } from './client-store.js';
import { ConnectionStore } from './connections/connection-store.js';
import { DeviceStore } from './device-store.js';
import type { JsonObject } from './json-value.js';
import { LogStore } from './log-store.js';
import { RandomSource } from './random-source.js';
import { RuleStore, type RulesState } from './rule-store.js';
import { UserStore } from './users/user-store.js';

/** Features that tenants had at one time and no longer have; all default to false. */
export interface TenantTraits {
  /** Users and clients have a second id, `v2_id`, whose prefix tells its type: `usr_...`, `cli_...` (seed). */
  readonly typedIds?: boolean;
  /** Secrets of new clients are base64url, and sign their id_tokens with HS256. */
  readonly encodedSecrets?: boolean;
}

/** Options of a tenant. */
export interface TenantOptions extends TenantTraits {
  /** Epoch milliseconds; default the system clock. */
  readonly now?: () => number;
  /** How long a write to users stays invisible to search, in milliseconds; default 0. */
  readonly indexLagMs?: number;
  /** State of rules in the tenant; default `open`. */
  readonly rules?: RulesState;
}

/** A mail that a real tenant would have sent. */
export interface Mail {
  readonly kind: 'verification_email' | 'password_change';
  readonly to: string;
  readonly userId: string;
  /** Target of the link in the mail, if it is not the verification of the address. */
  readonly link?: string;
  /** ISO time. */
  readonly at: string;
}

/** A job as `GET /jobs/{id}` returns it. */
export interface JobRecord {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
}

/** A ticket that was issued as a link. */
export interface TicketRecord {
  readonly kind: 'password-change' | 'email-verification';
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Fields of the request: result_url, mark_email_as_verified and so on. */
  readonly asked: JsonObject;
}

/** A brute-force block, as `GET /user-blocks` shows it. */
export interface UserBlock {
  readonly identifier: string;
  readonly ip: string;
  readonly connection?: string;
}

/** The complete state of one v2 tenant, in memory. Tests read and write it directly. */
export class Tenant {
  readonly name = 'holdover-demo';
  readonly now: () => number;
  readonly traits: TenantTraits;
  /** Seeded: the same calls in the same order give the same ids on every run. */
  readonly random = new RandomSource(20_150_401);
  readonly users: UserStore;
  readonly connections = new ConnectionStore();
  readonly clients = new ClientStore();
  readonly devices: DeviceStore;
  readonly rules = new RuleStore();
  /** Customised templates, by template name. */
  readonly emailTemplates = new Map<string, JsonObject>();
  readonly logs: LogStore;
  readonly jobs = new Map<string, JobRecord>();
  readonly tickets = new Map<string, TicketRecord>();
  readonly blocks: UserBlock[] = [];
  /** Mails sent, oldest first. */
  readonly mails: Mail[] = [];

  readonly #machine = this.random.hex(10);
  #usersMade = 0;

  constructor(options: TenantOptions = {}) {
    this.now = options.now ?? Date.now;
    this.traits = options;
    this.users = new UserStore({
      now: this.now,
      indexLagMs: options.indexLagMs ?? 0,
      typedIds: options.typedIds ?? false,
    });
    this.devices = new DeviceStore(this.random);
    this.rules.state = options.rules ?? 'open';
    this.logs = new LogStore(this.now);
  }

  /**
   * The bare id of a new database user: a Mongo ObjectId, which begins with the second of its creation, so that
   * later ids sort later (recorded: `63d17c4a...` was created at 2023-01-25T19:00:26Z, which is 0x63d17c4a).
   */
  newUserId(): string {
    this.#usersMade += 1;
    const seconds = Math.floor(this.now() / 1000)
      .toString(16)
      .padStart(8, '0');
    return `${seconds}${this.#machine}${this.#usersMade.toString(16).padStart(6, '0')}`;
  }

  /** The tenant's own id for a `v2_id`; any other text is returned unchanged. */
  ownId(id: string): string {
    return this.users.idBehind(id) ?? this.clients.idBehind(id) ?? id;
  }

  /** The time as v2 writes it: ISO, milliseconds, UTC. */
  timestamp(): string {
    return new Date(this.now()).toISOString();
  }
}
