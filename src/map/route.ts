import type { BearerWord } from './read/parse-call.js';
import type { JsonSchema } from './read/json-schema.js';

/** What the YAML compiles to: closures and sets, with nothing left to look up or parse while a request waits. */

/** The caller, as far as it is known without asking v2. */
export interface Asker {
  /** The legacy client's id. */
  readonly client_id: string;
  readonly kind: string;
  /** The kind is a guess: without a clients file every client is `global`. */
  readonly guessed?: boolean | undefined;
  /** The tenant's client with whose credentials v2 is called; undefined if it is not known. */
  readonly upstream_id?: string | undefined;
  /** The tenant's client that the clients file names in place of this one. */
  readonly stand_in?: string | undefined;
  /** The user of the id_token. */
  readonly user_id?: string | undefined;
}

/** The parts of a v1 request that the map may use. Slots are decoded and in v2's spelling. */
export interface Given {
  readonly slots: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly caller: Asker;
  /** The key of the last item before the page, if a paging link leads to it. */
  readonly cursor?: string | undefined;
}

/** What a value in the map may refer to: the request, and the answers of earlier steps by their `as` name. */
export interface Scope extends Given {
  readonly answers: Readonly<Record<string, unknown>>;
}

/** A compiled YAML value. Undefined means: leave the key out. */
export type Value = (scope: Scope) => unknown;

/** Settings that pure functions of the map may depend on. */
export interface MapSettings {
  readonly nulls: 'preserve' | 'drop';
  readonly userMetadataKeys: readonly string[];
  /** For a 2015 tenant: an appliance searches by `v1`. Default `v2`. */
  readonly searchEngine?: 'v1' | 'v2';
}

export interface ReshapeContext {
  readonly settings: MapSettings;
  readonly caller: Asker;
}

/** A pure function that the map names; one file in `src/reshapes` each. */
export interface Reshape {
  (input: unknown, context: ReshapeContext): unknown;
  /** Whether the function reads only ASCII in this v2 answer. Absent: it may read all of it. */
  readonly copiesText?: (answer: unknown) => boolean;
  /** The function refuses, to a caller with an id_token, every user but its own. */
  readonly ownUserOnly?: true;
}

/** Picks the first item whose fields (dotted, arrays transparent) equal these values; undefined if there is none. */
export type Find = (list: readonly unknown[], scope: Scope) => unknown;

interface Step {
  /** Name by which later steps and the reply refer to the answer. */
  readonly as: string | undefined;
  /** The step runs only if this value is there (`isThere`); undefined: always. */
  readonly when: Value | undefined;
}

/** The scopes that one v2 call needs. */
export interface ScopeNeed {
  /** `METHOD /template`. */
  readonly call: string;
  /** Alternative sets of scopes. One whole set suffices; the first is the one to grant. */
  readonly sets: readonly (readonly string[])[];
}

/** What the calls of a route need. */
export interface ScopeNeeds {
  /** Needs of the calls that every request makes. */
  readonly always: readonly ScopeNeed[];
  /** Needs of the calls with a `when`, and of `absent` calls. */
  readonly sometimes: readonly ScopeNeed[];
}

/** How one v2 call is made from a scope. */
export interface CallShape {
  readonly method: string;
  /** As written in the map, e.g. `/api/v2/users/{user_id}`. */
  readonly template: string;
  readonly path: (scope: Scope) => string;
  readonly query: (scope: Scope) => [string, string][];
  readonly body: Value | undefined;
  /** Alternatives, of which one suffices. Scopes that are needed together are in one text, separated by spaces. */
  readonly scopes: readonly string[];
  /** The scopes in the form that is compared with a token; undefined if the caller's token is not sent. */
  readonly need: ScopeNeed | undefined;
  /**
   * `caller`: the caller's v2 token. `none`: no token. `credentials`: no token, but the client's own id and secret in
   * the body. `client`: no token, but the secret of the client that the body names, if it is known. Otherwise the
   * value to send.
   */
  readonly bearer: BearerWord | Value;
  /** The expected content of a successful answer. */
  readonly answers: 'json' | 'text' | 'list' | 'record' | 'tokens';
  /** The text without which the answer, or an item of a list, is no such record. */
  readonly holds: string | undefined;
}

/** The texts of the page that asks to confirm a write. */
export interface ConfirmTexts {
  readonly ask: string;
  readonly done: string;
}

/** A deferred write: it is sealed into a link, and made when the person who follows the link confirms it. */
export interface ConfirmStep extends Step, CallShape {
  readonly kind: 'confirm';
  readonly says: ConfirmTexts;
  /** Fields of the record at the write's path. If one of them has changed by then, the write is not made. */
  readonly unchanged: Value;
  /** The URL to which the browser is sent afterwards. */
  readonly next: Value | undefined;
}

/** A list of any length that is walked along a field without duplicates, with one write for each item. */
export interface SweepStep extends Step, CallShape {
  readonly kind: 'sweep';
  readonly key: string;
  /** `as` is the name by which the write refers to its item. */
  readonly each: CallShape & { readonly as: string };
}

export interface CallStep extends Step, CallShape {
  readonly kind: 'call';
  readonly find: Find | undefined;
  /** Row of the error table when `find` finds nothing. */
  readonly missing: string | undefined;
  /** The call to make instead if v2 answers 404. A write that gets a 404 has changed nothing. */
  readonly absent: CallShape | undefined;
  /** The answer is a checkpoint page: `next` is followed to the end, and the answer is the items of all pages. */
  readonly follow: boolean;
  /** The answer in place of a 404; undefined: a 404 is an error. */
  readonly otherwise: Value | undefined;
  /** A body that is a list with more items is sent in pieces of this size, one after the other. */
  readonly chunk: number | undefined;
  /** Rows for refusals of this call, by errorCode or status. They go before the route's own. */
  readonly errors: ReadonlyMap<string, string>;
  /** v2's error codes that count as an answer: a request for a second factor means that the password is right. */
  readonly answeredBy: ReadonlySet<string>;
  /** What this write changes, in the words of the error for a request that fails between its writes. */
  readonly part: string | undefined;
}

/** A paged read: gathers items [page * perPage, (page + 1) * perPage), or up to `take` items after `from`. */
export interface CollectStep extends Step, CallShape {
  readonly kind: 'collect';
  readonly range:
    | {
        readonly by: 'page';
        readonly page: Value;
        readonly perPage: Value;
        /** A field without duplicates. The list is walked along it, past v2's ceiling of one query. */
        readonly key: string | undefined;
        /** How many items v2 gives of one query, if not the usual number. */
        readonly ceiling: number | undefined;
      }
    | { readonly by: 'checkpoint'; readonly from: Value; readonly take: Value };
}

export interface ComputeStep extends Step {
  readonly kind: 'compute';
  readonly name: string;
  readonly input: Value;
  readonly run: Reshape;
}

/** A named, reusable read: `routes-map/lookups/<name>.yaml`. */
export interface LookupStep extends Step {
  readonly kind: 'lookup';
  readonly name: string;
  readonly needs: Value;
  readonly call: CallStep;
  /** `find` looks through all pages of the call. */
  readonly allPages: boolean;
  /** Life of a cached answer in seconds; undefined: never cached. */
  readonly cacheS: number | undefined;
  /** Fields that never change, so that cached values suffice even for a write; undefined: none. */
  readonly keeps: readonly string[] | undefined;
}

export type RouteStep = CallStep | CollectStep | ComputeStep | LookupStep | ConfirmStep | SweepStep;

export type ReplyBody =
  | { readonly kind: 'text'; readonly text: string }
  /** `template` is the body as written in the map. */
  | { readonly kind: 'body'; readonly body: Value; readonly template: unknown }
  | { readonly kind: 'one'; readonly name: string; readonly run: Reshape }
  | { readonly kind: 'each'; readonly name: string; readonly run: Reshape };

export interface RouteReply {
  readonly status: number;
  readonly body: ReplyBody;
  /** Name of the step whose list has further pages, to which `Link` leads. */
  readonly page: string | undefined;
}

export interface JsonpForm {
  /** The query key that holds the function's name. */
  readonly callback: string;
  /** The key of the answer beside `status`. A refusal uses the key `error`. */
  readonly as: string;
}

export interface Loss {
  readonly id: string;
  /** The loss happens only when this value is there; undefined: always. */
  readonly field: Value | undefined;
  /** The loss happens only if this function says so of the value: true, or the names of the affected fields. */
  readonly shows: Reshape | undefined;
  /** `request`: known before any call. `answer`: the value comes from v2, so that it is known only at the end. */
  readonly knownBy: 'request' | 'answer';
  /** The loss affects only these kinds of callers, which may include `guessed`; undefined: all. */
  readonly callers: ReadonlySet<string> | undefined;
  readonly why: string;
  /**
   * The differences from v1's reply that the loss explains: `field kind kind`, all kinds by default. `.` is the body
   * or an item of a list, `*` any one field, `**` any field at any depth; `@status`, `@type` and `@link` are the
   * parts around the body.
   */
  readonly differs: readonly string[];
}

/** Checks and coerces an input. Returns the value, or the sentences that say what is wrong. */
export type Accept = (
  input: unknown,
) =>
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly faults: readonly string[] };

export interface V1Line {
  readonly method: string;
  /** e.g. `/api/users/{user_id}/email`. */
  readonly path: string;
  /** Query keys that must be present for this line to match: `GET /api/clients?userId={user_id}`. */
  readonly requiredQuery: readonly string[];
}

export interface Route {
  /** folder.file, e.g. `users.change-email`. */
  readonly id: string;
  readonly summary: string;
  /** The sentence of the migration table. */
  readonly change: string;
  /** The v1 line and its other spellings (`also`). */
  readonly lines: readonly [V1Line, ...V1Line[]];
  readonly acceptBody: Accept;
  readonly acceptQuery: Accept;
  /** JSON Schemas as written, for OpenAPI. */
  readonly accepts: { readonly body?: JsonSchema | undefined; readonly query?: JsonSchema | undefined };
  readonly callers: ReadonlySet<string>;
  /** Environment key that must be `true`. */
  readonly switch: string | undefined;
  /** Why this cannot be served. Such a route has no steps. */
  readonly gone: string | undefined;
  /** The slot that names the record. Requests that change the same record run one after the other. */
  readonly oneAtATime: string | undefined;
  readonly lossy: readonly Loss[];
  readonly steps: readonly RouteStep[];
  readonly needs: ScopeNeeds;
  readonly reply: RouteReply;
  /** Whether all functions read only ASCII in this v2 answer; undefined: some may read more. */
  readonly copiesText: Reshape['copiesText'] | undefined;
  /** The same for the items of the collected list, with the answers in this scope so far. */
  readonly copiesItems: ((items: readonly unknown[], scope: Scope) => boolean) | undefined;
  /** The answer or refusal is sent as a script that calls the function named by this query key. */
  readonly jsonp: JsonpForm | undefined;
  /** This entry's own rows by v2 errorCode or status. */
  readonly errors: ReadonlyMap<string, string>;
  /** Whether failures are told with 400, see `v1StatusOf`. */
  readonly only400: boolean;
}

/** The slot that names a record's owner. A user's id_token opens a route only for that user. */
export const ownerSlot = 'user_id';
