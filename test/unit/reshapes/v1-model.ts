import { objectFrom, textOf } from './json-arbitrary.js';
import type { Json, JsonObject } from './json-arbitrary.js';
import { withoutNulls } from './v2-model.js';

/**
 * What clients of v1 are promised to see. A write through v1 counts as in v1: PATCH sets first-level keys, PUT
 * replaces the bag, nulls are stored. A key shows what v1 wrote as long as v2 holds what that write left there,
 * and otherwise what v2 holds. The model has no markers and no escapes.
 */
export class V1Model {
  readonly #app: Layer;
  readonly #user: Layer;

  /** @param nulls `drop`: a null removes the first-level key, as in v2, and below it stays as v2 keeps it */
  constructor(
    private readonly userKeys: readonly string[],
    nulls: 'preserve' | 'drop' = 'preserve',
  ) {
    this.#app = new Layer(nulls);
    this.#user = new Layer(nulls);
  }

  /** Creates the user anew. */
  create(bag: JsonObject): void {
    this.wipe('app');
    this.wipe('user');
    this.patch(bag);
  }

  patch(bag: JsonObject): void {
    for (const [name, value] of Object.entries(bag)) {
      if (this.userKeys.includes(name)) {
        this.#user.write(name, value);
        this.#app.forget(name);
      } else {
        this.#app.write(name, value);
      }
    }
  }

  put(bag: JsonObject): void {
    for (const name of this.#app.names()) this.#app.forget(name);
    for (const name of this.#user.names()) {
      if (!Object.hasOwn(bag, name) || this.#user.isRemovedBy(bag[name])) this.#user.forget(name);
    }
    this.patch(bag);
  }

  /** A write by a user with an id_token: it changes only the layer of the user. */
  patchAsUser(bag: JsonObject): void {
    for (const [name, value] of Object.entries(bag)) this.#user.write(name, value);
  }

  putAsUser(bag: JsonObject): void {
    for (const name of this.#user.names()) this.#user.forget(name);
    this.patchAsUser(bag);
  }

  /** Another client of v2 writes one key of one object; null removes it. */
  native(object: 'app' | 'user', name: string, value: Json): void {
    (object === 'app' ? this.#app : this.#user).hold(name, value);
  }

  /** Another client of v2 removes the whole object. */
  wipe(object: 'app' | 'user'): void {
    const layer = object === 'app' ? this.#app : this.#user;
    for (const name of layer.names()) layer.forget(name);
  }

  shown(): JsonObject {
    return objectFrom([...new Map([...this.#user.shown(), ...this.#app.shown()])]);
  }
}

class Layer {
  readonly #wrote = new Map<string, Json>();
  readonly #held = new Map<string, Json>();

  constructor(private readonly nulls: 'preserve' | 'drop') {}

  write(name: string, value: Json): void {
    if (this.nulls === 'drop') {
      this.hold(name, value);
      return;
    }
    this.#wrote.set(name, value);
    this.hold(name, withoutNulls(value));
  }

  hold(name: string, value: Json): void {
    if (value === null) this.#held.delete(name);
    else this.#held.set(name, value);
  }

  isRemovedBy(value: Json | undefined): boolean {
    return this.nulls === 'drop' && value === null;
  }

  forget(name: string): void {
    this.#wrote.delete(name);
    this.#held.delete(name);
  }

  names(): Set<string> {
    return new Set([...this.#wrote.keys(), ...this.#held.keys()]);
  }

  shown(): [string, Json][] {
    const shown: [string, Json][] = [];
    for (const name of this.names()) {
      const wrote = this.#wrote.get(name);
      const held = this.#held.get(name) ?? null;
      if (wrote !== undefined && textOf(withoutNulls(wrote)) === textOf(held)) shown.push([name, wrote]);
      else if (held !== null) shown.push([name, held]);
    }
    return shown;
  }
}
