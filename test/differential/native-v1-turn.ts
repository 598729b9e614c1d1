import { setTimeout as later } from 'node:timers/promises';
import { nextIn, type V1Reply } from '../support/native-v1.js';
import type { JsonObject } from '../unit/reshapes/json-arbitrary.js';
import { findDifference, type Kind, type Told } from './native-v1-difference.js';
import { lasting } from './native-v1-losses.js';
import { sides, type NativeV1Stage, type Side, type Who } from './native-v1-stage.js';

/** The same thing on both sides, by each side's own name for it. */
export type Twin = Readonly<Record<Side, string>>;

/** One v1 request, as it is sent to either side. */
export interface Ask {
  readonly who: Who;
  readonly method: string;
  readonly path: string | ((side: Side) => string);
  readonly body?: JsonObject;
  readonly kind: Kind;
  /** The label of the record that the request is about; a lasting loss is stored under it. */
  readonly about?: string;
  /** A list that is read to its last page. */
  readonly whole?: true;
  /** Learns the names that both sides gave to new records, before the replies are compared. */
  readonly learn?: (idIn: (field: string) => Twin) => void;
  /** For a lasting loss that concerns more than one record: applies to v1's store what the loss did to v2's. */
  readonly levels?: { readonly loss: string; readonly store: () => void };
  /** For a request that v1 accepts and v2 refuses: restores v1's rules, by the error that v2 gives. */
  readonly v2Refuses?: string;
}

/** A reply, and the losses that all of its pages report. */
interface Heard extends V1Reply {
  readonly losses: readonly string[];
}

/** A user that both sides have, with the fields that identify the user on both. */
export interface TwinUser {
  readonly id: Twin;
  /** Each side's `_id`. */
  readonly own: Twin;
  readonly label: string;
  readonly connection: string;
  email: string | undefined;
}

/** One run: the records that it created, and the losses that it was told of. */
export class Turn {
  readonly users: TwinUser[] = [];
  readonly clients: { readonly id: Twin; readonly label: string }[] = [];
  readonly #labels: Record<Side, [string, string][]> = { native: [], holdover: [] };
  readonly #remembered = new Map<string, Set<string>>();

  constructor(
    readonly stage: NativeV1Stage,
    /** Distinguishes this run's names from those of other runs, which holdover may still have in its caches. */
    readonly number: number,
    /** How often each loss was needed to explain a difference. */
    readonly explained: Map<string, number>,
  ) {}

  /** Replaces both sides' names of a record by this label from now on. */
  label({ native, holdover }: Twin, label: string): void {
    if (native === '' || holdover === '') throw new Error(`${label} has no id.`);
    this.#labels.native.push([native, label]);
    this.#labels.holdover.push([holdover, label]);
  }

  /**
   * Sends the request to both sides.
   *
   * @throws Error where they differ and no loss that holdover reports explains it
   */
  async both(ask: Ask): Promise<void> {
    const rules = new Map(this.stage.store.rules);
    const [native, holdover] = await Promise.all([this.#ask(ask, 'native'), this.#ask(ask, 'holdover')]);
    if (isDone(native) && ask.v2Refuses !== undefined && errorOf(holdover) === ask.v2Refuses) {
      this.#undoRules(rules);
      this.#count(`refused: ${ask.v2Refuses}`);
      return;
    }
    if (isDone(native) && isDone(holdover)) {
      const bodies = { native: native.body, holdover: holdover.body };
      ask.learn?.((field) => twin((side) => textAt(bodies[side], field)));
    }
    const told = this.#told(ask, holdover);
    const replies = {
      native: this.#labelled(native, 'native'),
      holdover: this.#labelled(holdover, 'holdover'),
    };
    const { difference, needed } = findDifference(replies, told);
    if (difference !== undefined) throw new Error(this.#tell(ask, told, difference));
    for (const loss of needed) this.#count(loss);
    if (ask.levels !== undefined && told.losses.has(ask.levels.loss)) {
      ask.levels.store();
      this.#count(ask.levels.loss);
    }
  }

  /** @throws Error where the mails of the two sides differ */
  compareMails(): void {
    const { store, sandbox } = this.stage;
    const native = this.#mailsOf(store.mails, 'native');
    const holdover = this.#mailsOf(sandbox.tenant.mails, 'holdover');
    if (native.join() !== holdover.join())
      throw new Error(`Mails of v1: ${native.join()}; of v2: ${holdover.join()}`);
  }

  #mailsOf(mails: readonly { readonly kind: string; readonly userId: string }[], side: Side): string[] {
    return mails.map(({ kind, userId }) => `${kind} to ${this.#named(userId, side)}`);
  }

  #undoRules(before: ReadonlyMap<string, JsonObject>): void {
    const { rules } = this.stage.store;
    rules.clear();
    for (const [name, rule] of before) rules.set(name, rule);
  }

  async #ask(ask: Ask, side: Side): Promise<Heard> {
    const caller = this.stage.callers[side][ask.who];
    const path = typeof ask.path === 'string' ? ask.path : ask.path(side);
    let reply = await caller.send(ask.method, path, ask.body);
    // On a busy machine holdover may find its tenant slow; it then refuses before it has changed anything.
    for (let more = 5; more > 0 && hasNoRoom(reply); more -= 1) {
      await later(200);
      reply = await caller.send(ask.method, path, ask.body);
    }
    if (ask.whole !== true || !isDone(reply)) return { ...reply, losses: lossesIn(reply) };
    const pages = [reply];
    for (let next = nextIn(reply); next !== undefined; next = nextIn(reply)) {
      reply = await caller.send('GET', next);
      pages.push(reply);
    }
    const lists = pages.map((page) => page.body as JsonObject[]);
    const sizes = lists.map(({ length }) => length);
    return { ...reply, body: [...lists.flat(), { sizes }], losses: pages.flatMap(lossesIn) };
  }

  #told(ask: Ask, reply: Heard): Told {
    const losses = new Set(reply.losses);
    const known = this.#remembered.get(ask.about ?? '') ?? new Set();
    for (const loss of losses) if (lasting.has(loss)) known.add(loss);
    if (ask.about !== undefined) this.#remembered.set(ask.about, known);
    // A password check at holdover is a login at the tenant, and counts as one.
    const loginsDiffer =
      String(ask.path).includes('loginsCount') &&
      [...this.#remembered.values()].some((all) => all.has('password-login'));
    return {
      kind: ask.kind,
      losses,
      lasting: (label) => this.#remembered.get(label) ?? new Set(),
      loginsDiffer,
    };
  }

  #labelled(reply: V1Reply, side: Side): V1Reply {
    return { ...reply, body: JSON.parse(this.#named(JSON.stringify(reply.body), side)) as unknown };
  }

  #named(text: string, side: Side): string {
    return this.#labels[side].reduce((named, [own, label]) => named.replaceAll(own, label), text);
  }

  #count(loss: string): void {
    this.explained.set(loss, (this.explained.get(loss) ?? 0) + 1);
  }

  /** The request in one line, as holdover received it. */
  describe({ who, method, path, body }: Ask): string {
    const at = typeof path === 'string' ? path : path('holdover');
    return `${who}: ${method} ${at} ${body === undefined ? '' : JSON.stringify(body)}`;
  }

  #tell(ask: Ask, { losses }: Told, difference: string): string {
    const told = `${this.describe(ask)}\n${difference}\nlosses told: ${[...losses].join(' ')}`;
    return this.#named(told, 'holdover');
  }
}

function lossesIn({ headers }: V1Reply): string[] {
  return (headers.get('x-holdover-lossy') ?? '').split(' ').filter((loss) => loss !== '');
}

function isDone({ status }: V1Reply): boolean {
  return status < 300;
}

function errorOf({ body }: V1Reply): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
}

function hasNoRoom(reply: V1Reply): boolean {
  return ['service_unavailable', 'overloaded'].includes(String(errorOf(reply)));
}

function textAt(body: unknown, field: string): string {
  const value = (body as JsonObject)[field];
  return typeof value === 'string' ? value : '';
}

/** The value of the function for both sides. */
export function twin(of: (side: Side) => string): Twin {
  const [native, holdover] = sides.map(of);
  return { native: native ?? '', holdover: holdover ?? '' };
}
