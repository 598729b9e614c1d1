import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refusedAppMetadata } from '../../src/sandbox/users/metadata.js';
import { SandboxCaller } from '../support/sandbox.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import {
  bags,
  createNames,
  nativeKeys,
  nativeValues,
  objectFrom,
  textOf,
  type Json,
  type JsonObject,
} from '../unit/reshapes/json-arbitrary.js';
import { V1Model } from '../unit/reshapes/v1-model.js';

type V2Object = 'app' | 'user';

/** One user, through the gateway and directly at the tenant. */
class Store {
  id = '';
  readonly #identity = {
    connection: 'Username-Password-Authentication',
    email: 'jane@example.com',
    password: 'Right-Passw0rd',
  };

  constructor(
    private readonly stage: SandboxGateway,
    private readonly tenant: SandboxCaller,
    private readonly tokens: { readonly app: string; user: string },
  ) {}

  /** Called when a client creates the user anew; its id_token names the new user from then on. */
  async create(bag: JsonObject): Promise<void> {
    this.stage.sandbox.tenant.users.erase(this.id);
    const body = objectFrom([...Object.entries(bag), ...Object.entries(this.#identity)]);
    const answer = await this.#ask('POST', '', { body, token: this.tokens.app });
    this.id = (answer as { user_id: string }).user_id;
    this.tokens.user = (await this.stage.bearerOf('user', this.id)) ?? '';
  }

  write(method: 'PATCH' | 'PUT', bag: JsonObject, who: 'app' | 'user'): Promise<unknown> {
    const path = `/${encodeURIComponent(this.id)}/metadata`;
    return this.#ask(method, path, { body: bag, token: this.tokens[who] });
  }

  async native(object: V2Object, keys: JsonObject): Promise<number> {
    const path = `/users/${encodeURIComponent(this.id)}`;
    return (await this.tenant.send('PATCH', path, { [`${object}_metadata`]: keys })).status;
  }

  async read(): Promise<Json> {
    return (await this.#ask('GET', `/${encodeURIComponent(this.id)}/metadata`, {
      token: this.tokens.app,
    })) as Json;
  }

  async #ask(method: string, path: string, sent: { body?: JsonObject; token: string }): Promise<unknown> {
    const { body, token } = sent;
    const answer = await fetch(`${this.stage.http}/api/users${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === 'OK' ? text : (JSON.parse(text) as unknown);
  }
}

type Real = Store;

/** Does the same to the tenant and to the model. */
class Command implements fc.AsyncCommand<V1Model, Real> {
  constructor(
    private readonly name: string,
    private readonly toModel: (model: V1Model) => void,
    private readonly toReal: (real: Real, model: V1Model) => Promise<unknown>,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: V1Model, real: Real): Promise<void> {
    this.toModel(model);
    await this.toReal(real, model);
  }

  toString(): string {
    return this.name;
  }
}

const objects = fc.constantFrom<V2Object>('app', 'user');

function v1Write(method: 'PATCH' | 'PUT', who: 'app' | 'user'): fc.Arbitrary<Command> {
  const of = {
    PATCH: { app: 'patch', user: 'patchAsUser' },
    PUT: { app: 'put', user: 'putAsUser' },
  } as const;
  return bags.map(
    (bag) =>
      new Command(
        `${method} by ${who} ${JSON.stringify(bag)}`,
        (model) => {
          model[of[method][who]](bag);
        },
        (real) => real.write(method, bag, who),
      ),
  );
}

const create = bags.map((all) => {
  const bag = objectFrom(Object.entries(all).filter(([name]) => !createNames.has(name)));
  return new Command(
    `POST ${JSON.stringify(bag)}`,
    (model) => {
      model.create(bag);
    },
    (real) => real.create(bag),
  );
});

const setNative = fc.tuple(objects, nativeKeys, nativeValues).map(
  ([object, name, value]) =>
    new Command(
      `v2 sets ${object}_metadata.${name} to ${JSON.stringify(value)}`,
      (model) => {
        model.native(object, name, value);
      },
      async (real) => {
        expect(await real.native(object, objectFrom([[name, value]]))).toBe(200);
      },
    ),
);

const wipe = objects.map(
  (object) =>
    new Command(
      `v2 empties ${object}_metadata`,
      (model) => {
        model.wipe(object);
      },
      async (real) => {
        expect(await real.native(object, {})).toBe(200);
      },
    ),
);

const refused = fc.tuple(fc.constantFrom(...refusedAppMetadata), nativeValues).map(
  ([name, value]) =>
    new Command(
      `v2 is asked to set app_metadata.${name}`,
      () => undefined,
      async (real) => {
        expect(await real.native('app', objectFrom([[name, value]]))).toBe(400);
      },
    ),
);

const look = new Command('GET', () => undefined, compare);

async function compare(real: Real, model: V1Model): Promise<void> {
  expect(textOf(await real.read())).toBe(textOf(model.shown()));
}

const commands = fc.commands(
  [
    fc.constant(look),
    fc.constant(look),
    fc.constant(look),
    v1Write('PATCH', 'app'),
    v1Write('PATCH', 'app'),
    v1Write('PUT', 'app'),
    v1Write('PATCH', 'user'),
    v1Write('PUT', 'user'),
    create,
    setNative,
    setNative,
    setNative,
    wipe,
    refused,
  ],
  { maxCommands: 12 },
);

describe.each([
  { nulls: 'preserve', userKeys: [] },
  { nulls: 'preserve', userKeys: ['a', 'email', 'Customer Id', '__proto__'] },
  { nulls: 'drop', userKeys: ['b', 'constructor'] },
] as const)('with HOLDOVER_NULLS=$nulls and user_metadata keys $userKeys', ({ nulls, userKeys }) => {
  let stage: SandboxGateway;
  let store: Store;

  beforeAll(async () => {
    stage = await openSandboxGateway({
      HOLDOVER_NULLS: nulls,
      ...(userKeys.length === 0 ? {} : { HOLDOVER_USER_METADATA_KEYS: userKeys.join(',') }),
    });
    const tokens = { app: (await stage.bearerOf('app')) ?? '', user: '' };
    store = new Store(stage, await SandboxCaller.open(stage.sandbox), tokens);
  });

  afterAll(() => stage.close());

  test('after any sequence of writes by v1 and v2 clients, v1 clients read what v1’s store would hold', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        await store.create({});
        const model = new V1Model(userKeys, nulls);
        await fc.asyncModelRun(() => ({ model, real: store }), sequence);
        await compare(store, model);
      }),
      { numRuns: 70 },
    );
  });
});
