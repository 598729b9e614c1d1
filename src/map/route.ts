import type { BearerWord } from './read/parse-call.js';
import type { JsonSchema } from './read/json-schema.js';

/** What the YAML compiles to: closures and sets, nothing left to look up or parse while a request waits. */

/** Who asks, as far as it is known without asking v2. */
export interface Asker {
  /** The legacy client's id. */
  readonly client_id: string;
  readonly kind: string;
  /** The kind is a guess: without a clients file `global` stands for any client. */
  readonly guessed?: boolean | undefined;
  /** The tenant's client that v2 is called with; undefined where it is not known. */
  readonly upstream_id?: string | undefined;
  /** The tenant's client that the clients file names in the place of this one. */
  readonly stand_in?: string | undefined;
  /** Whose id_token it is. */
  readonly user_id?: string | undefined;
}

/** What a v1 request gives to the map. Slots are decoded and already in v2's spelling. */
export interface Given {
  readonly slots: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly caller: Asker;
  /** Where a list goes on that a paging link leads to: the key of the last item before. */
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
  /** Of a 2015 tenant: an appliance searches by `v1`. Default `v2`. */
  readonly searchEngine?: 'v1' | 'v2';
}

export interface ReshapeContext {
  readonly settings: MapSettings;
  readonly caller: Asker;
}

/** A pure function that the map names; one file in `src/reshapes` each. */
export interface Reshape {
  (input: unknown, context: ReshapeContext): unknown;
  /** Whether of this v2 answer the function reads nothing beyond ASCII; absent: it may read all of it. */
  readonly copiesText?: (answer: unknown) => boolean;
  /** It refuses a user's id_token all users but its own. */
  readonly ownUserOnly?: true;
}

/** Picks the first item of a list whose fields (dotted, arrays transparent) equal these values; undefined: none is. */
export type Find = (list: readonly unknown[], scope: Scope) => unknown;

interface Step {
  /** Name under which later steps and the reply find the answer. */
  readonly as: string | undefined;
  /** The step is made only if this value is there; undefined: always. */
  readonly when: Value | undefined;
}

/** What one v2 call needs of the token that goes with it. */
export interface ScopeNeed {
  /** `METHOD /template`. */
  readonly call: string;
  /** All scopes of one of these suffice; the first is the one to grant. */
  readonly sets: readonly (readonly string[])[];
}

/** What the calls of a route need. */
export interface ScopeNeeds {
  /** Of the calls that are made whatever is asked. */
  readonly always: readonly ScopeNeed[];
  /** Of those with a `when`, and of the writes in the place of others. */
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
  /** Any one of these suffices; several that are needed together are one text, parted by spaces. */
  readonly scopes: readonly string[];
  /** The same, to be held against a token; undefined where the caller's token is not sent. */
  readonly need: ScopeNeed | undefined;
  /**
   * `caller`: the caller's v2 token; `none`: no token; `credentials`: none, but the client's own id and secret in the
   * body; `client`: none, but the secret of the client that the body names, where it is known; otherwise the value to
   * send.
   */
  readonly bearer: BearerWord | Value;
  /** What a good answer holds. */
  readonly answers: 'json' | 'text' | 'list' | 'record' | 'tokens';
}

/** What the page that asks for the confirmation of a write says. */
export interface ConfirmTexts {
  readonly ask: string;
  readonly done: string;
}

/** A write that is not made now: it is sealed into a link, and made when whoever follows that confirms it. */
export interface ConfirmStep extends Step, CallShape {
  readonly kind: 'confirm';
  readonly says: ConfirmTexts;
  /** Fields of the record at the write's path: if one of them is another by then, the write is not made. */
  readonly unchanged: Value;
  /** The URL that the browser goes to afterwards. */
  readonly next: Value | undefined;
}

/** A list of any length, along a field that no two items share, and one write for each of its items. */
export interface SweepStep extends Step, CallShape {
  readonly kind: 'sweep';
  readonly key: string;
  /** `as` is the name under which the write finds its item. */
  readonly each: CallShape & { readonly as: string };
}

export interface CallStep extends Step, CallShape {
  readonly kind: 'call';
  readonly find: Find | undefined;
  /** Row of the error table when `find` finds nothing. */
  readonly missing: string | undefined;
  /** Made in place of this call when v2 answers it with 404: a write has changed nothing then. */
  readonly absent: CallShape | undefined;
  /** The answer is a checkpoint page: its `next` is followed to the end, and the items of all pages are the answer. */
  readonly follow: boolean;
  /** What a 404 stands for; undefined: it is an error. */
  readonly otherwise: Value | undefined;
  /** A body that is a longer list is sent in pieces of this many items, one after the other. */
  readonly chunk: number | undefined;
  /** Rows for refusals of this very call, by errorCode or status; the route's own come after. */
  readonly errors: ReadonlyMap<string, string>;
  /** v2's error codes that count as an answer: that a second factor is asked for says that the password is right. */
  readonly answeredBy: ReadonlySet<string>;
  /** What this write changes, in words for the client of a request that fails before or behind it. */
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
        /** A field without two equal values: the list is walked along it, past what v2 gives of one query. */
        readonly key: string | undefined;
        /** Items that v2 gives of one query, where it is not the usual number. */
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
  /** The call is paged: `find` looks through all pages. */
  readonly allPages: boolean;
  /** Life of a cached answer in seconds; undefined: never cached. */
  readonly cacheS: number | undefined;
  /** Fields that stay what they are, so that what is remembered of them is good enough for a write; undefined: none. */
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
  /** Name of the step whose list has the rest that the `Link` leads to. */
  readonly page: string | undefined;
}

export interface JsonpForm {
  /** The query key that holds the function's name. */
  readonly callback: string;
  /** Key of the answer beside `status`; a refusal stands under `error`. */
  readonly as: string;
}

export interface Loss {
  readonly id: string;
  /** The loss happens only when this value is there; undefined: always. */
  readonly field: Value | undefined;
  /** It happens only when this says so of the value: true, or the names of the fields that it touches. */
  readonly shows: Reshape | undefined;
  /** `request`: known before any call. `answer`: the value is v2's, so that it is known when all is done. */
  readonly knownBy: 'request' | 'answer';
  /** The loss happens only to these kinds of callers, `guessed` among them; undefined: to all. */
  readonly callers: ReadonlySet<string> | undefined;
  readonly why: string;
  /**
   * Which differences from v1's reply it accounts for: `field kind kind`, all kinds unless told. `.` is the body or an
   * item of a list, `*` any one field, `**` any at any depth, `@status`, `@type` and `@link` what stands around it.
   */
  readonly differs: readonly string[];
}

/** Checks and coerces; answers the value, or the sentences that say what is wrong. */
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
  /** Why this cannot be served; no steps then. */
  readonly gone: string | undefined;
  /** The slot that names the record: requests that change the same one are made one after the other. */
  readonly oneAtATime: string | undefined;
  readonly lossy: readonly Loss[];
  readonly steps: readonly RouteStep[];
  readonly needs: ScopeNeeds;
  readonly reply: RouteReply;
  /** Whether nobody reads more than ASCII of this v2 answer; undefined: somebody may. */
  readonly copiesText: Reshape['copiesText'] | undefined;
  /** The same of the items of its list, as far as it has come in this scope. */
  readonly copiesItems: ((items: readonly unknown[], scope: Scope) => boolean) | undefined;
  /** The answer, be it a refusal, is a script that calls the function named in this query key. */
  readonly jsonp: JsonpForm | undefined;
  /** This entry's own rows by v2 errorCode or status. */
  readonly errors: ReadonlyMap<string, string>;
  /** Whether failures are told with 400, see `v1StatusOf`. */
  readonly only400: boolean;
}

/** The slot that says whose a record is: a user's id_token opens a route for that user alone. */
export const ownerSlot = 'user_id';
