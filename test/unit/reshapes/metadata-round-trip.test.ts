import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { metadataMergeToV2 } from '../../../src/reshapes/metadata/metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from '../../../src/reshapes/metadata/metadata-replace-to-v2.js';
import { metadataToV1 } from '../../../src/reshapes/users/metadata-to-v1.js';
import type { ReshapeContext } from '../../../src/reshapes/reshape.js';
import { userCreateToV2 } from '../../../src/reshapes/users/user-create-to-v2.js';
import { userToV1 } from '../../../src/reshapes/users/user-to-v1.js';
import {
  bags,
  bigBags,
  createNames,
  frozen,
  keys,
  nativeKeys,
  nativeValues,
  objectFrom,
  sent,
  textOf,
} from './json-arbitrary.js';
import type { Json, JsonObject } from './json-arbitrary.js';
import { V1Model } from './v1-model.js';
import { V2Model, withoutNulls } from './v2-model.js';
import type { NestedNulls } from './v2-model.js';

type Write = { do: 'patch' | 'put'; bag: JsonObject };
type Native =
  | { do: 'native'; object: 'app' | 'user'; name: string; value: Json }
  | { do: 'wipe'; object: 'app' | 'user' };

const writes: fc.Arbitrary<Write> = fc.record({ do: fc.constantFrom('patch', 'put'), bag: bags });
const objects = fc.constantFrom<'app' | 'user'>('app', 'user');
const natives: fc.Arbitrary<Native> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('native' as const),
      object: objects,
      name: nativeKeys,
      value: nativeValues,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wipe' as const), object: objects }) },
);
const userKeys = fc.oneof(fc.constant([]), fc.uniqueArray(keys, { maxLength: 5 }));
const variants = fc.constantFrom<NestedNulls>('stored', 'dropped');
const runs = { numRuns: 400 };

/** A model of a tenant behind the reshapes of holdover. */
class Gateway {
  readonly v2: V2Model;

  constructor(
    nestedNulls: NestedNulls,
    private readonly context: ReshapeContext,
  ) {
    this.v2 = new V2Model(nestedNulls);
  }

  write({ do: what, bag }: Write): void {
    const { user } = this.v2;
    const input = frozen(sent(what === 'patch' ? { metadata: bag } : { metadata: bag, user }));
    this.v2.patch(
      frozen(
        what === 'patch' ? metadataMergeToV2(input, this.context) : metadataReplaceToV2(input, this.context),
      ),
    );
  }

  create(body: JsonObject): void {
    this.v2.create(frozen(userCreateToV2(frozen(sent(body)), this.context)) as JsonObject);
  }

  native(write: Native): void {
    const name = `${write.object}_metadata`;
    this.v2.patch({ [name]: write.do === 'wipe' ? {} : objectFrom([[write.name, write.value]]) });
  }

  read(): JsonObject {
    return metadataToV1(frozen(sent(this.v2.user)), this.context) as JsonObject;
  }
}

describe('a v1 client reads what it wrote', () => {
  test('after any sequence of PATCH and PUT, with all nulls', () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 6 }), userKeys, variants, (steps, names, nestedNulls) => {
        const gateway = new Gateway(nestedNulls, context('preserve', names));
        let bag = new Map<string, Json>();
        for (const step of steps) {
          gateway.write(step);
          bag = new Map([...(step.do === 'patch' ? bag : []), ...Object.entries(step.bag)]);
          expect(textOf(gateway.read())).toBe(textOf(objectFrom([...bag])));
        }
      }),
      runs,
    );
  });

  test('as the metadata of a new user, from its unknown root attributes', () => {
    fc.assert(
      fc.property(
        bags,
        fc.array(writes, { maxLength: 3 }),
        fc.tuple(userKeys, variants),
        (first, steps, [names, nestedNulls]) => {
          const bag = withoutNames(first, createNames);
          const gateway = new Gateway(nestedNulls, context('preserve', names));
          const model = new V1Model(names);
          gateway.create(objectFrom([...Object.entries(bag), ['connection', 'db']]));
          model.put(bag);
          expect(textOf(gateway.read())).toBe(textOf(model.shown()));
          for (const step of steps) {
            gateway.write(step);
            model[step.do](step.bag);
          }
          expect(textOf(gateway.read())).toBe(textOf(model.shown()));
        },
      ),
      runs,
    );
  });

  test('for hundreds of keys', () => {
    fc.assert(
      fc.property(bigBags, bigBags, variants, (first, second, nestedNulls) => {
        const gateway = new Gateway(nestedNulls, context('preserve'));
        gateway.write({ do: 'patch', bag: first });
        gateway.write({ do: 'patch', bag: second });
        const bag = objectFrom([...new Map([...Object.entries(first), ...Object.entries(second)])]);
        expect(textOf(gateway.read())).toBe(textOf(bag));
        gateway.write({ do: 'put', bag: first });
        expect(textOf(gateway.read())).toBe(textOf(first));
      }),
      { numRuns: 5 },
    );
  });

  test('unless another v2 client wrote later, key by key', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(writes, natives), { maxLength: 8 }),
        userKeys,
        variants,
        (steps, names, nestedNulls) => {
          const gateway = new Gateway(nestedNulls, context('preserve', names));
          const model = new V1Model(names);
          for (const step of steps) {
            if ('bag' in step) {
              gateway.write(step);
              model[step.do](step.bag);
            } else {
              gateway.native(step);
              if (step.do === 'wipe') model.wipe(step.object);
              else
                model.native(
                  step.object,
                  step.name,
                  nestedNulls === 'dropped' ? withoutNulls(step.value) : step.value,
                );
            }
            expect(textOf(gateway.read())).toBe(textOf(model.shown()));
          }
        },
      ),
      { numRuns: 800 },
    );
  });

  test('and an empty PUT leaves nothing in v2', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(writes, natives), { maxLength: 5 }), userKeys, (steps, names) => {
        const gateway = new Gateway('stored', context('preserve', names));
        for (const step of steps) {
          if ('bag' in step) gateway.write(step);
          else gateway.native(step);
        }
        gateway.write({ do: 'put', bag: {} });
        expect(gateway.v2.user.app_metadata ?? {}).toEqual({});
        expect(gateway.v2.user.user_metadata ?? {}).toEqual({});
      }),
      runs,
    );
  });

  test('in the root of the user, where the profile wins', () => {
    fc.assert(
      fc.property(bags, userKeys, (bag, names) => {
        const gateway = new Gateway('stored', context('preserve', names));
        gateway.write({ do: 'patch', bag });
        const profile = { user_id: 'auth0|5d1668d58fbb120ea0c19799', email: 'a@b.c', logins_count: 0 };
        const user = { ...profile, ...sent(gateway.v2.user) };
        const shown = sent(userToV1(frozen(user), context('preserve', names)));
        const expected = new Map<string, Json>([
          ...Object.entries(bag),
          ['_id', '5d1668d58fbb120ea0c19799'],
          ['user_id', profile.user_id],
          ['email', profile.email],
          ['loginsCount', 0],
          ['identities', []],
        ]);
        expect(textOf(shown)).toBe(textOf(objectFrom([...expected])));
      }),
      runs,
    );
  });
});

describe('in the mode drop', () => {
  test('the metadata is that of v1 except for nulls, which v2 handles in its own way', () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 6 }), userKeys, variants, (steps, names, nestedNulls) => {
        const gateway = new Gateway(nestedNulls, context('drop', names));
        let bag = new Map<string, Json>();
        for (const step of steps) {
          gateway.write(step);
          bag = new Map([...(step.do === 'patch' ? bag : []), ...Object.entries(step.bag)]);
          const left = [...bag].filter(([, value]) => value !== null);
          bag = new Map(
            left.map(([name, value]) => [name, nestedNulls === 'dropped' ? withoutNulls(value) : value]),
          );
          expect(textOf(gateway.read())).toBe(textOf(objectFrom([...bag])));
        }
        expect(JSON.stringify(gateway.v2.user)).not.toContain('"_v1null_a":{"places"');
      }),
      runs,
    );
  });
});

test('no metadata key changes a prototype', () => {
  const body = JSON.parse(
    '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"b":null}}',
  ) as JsonObject;
  const gateway = new Gateway('stored', context('preserve'));
  gateway.write({ do: 'patch', bag: body });
  const shown = gateway.read();
  expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
  expect(Object.keys(shown)).toEqual(['a', '__proto__']);
  expect(({} as JsonObject)['polluted']).toBeUndefined();
});

function withoutNames(bag: JsonObject, names: ReadonlySet<string>): JsonObject {
  return objectFrom(Object.entries(bag).filter(([name]) => !names.has(name)));
}

function context(nulls: 'preserve' | 'drop', userMetadataKeys: readonly string[] = []): ReshapeContext {
  return { settings: { nulls, userMetadataKeys }, caller: { client_id: 'c', kind: 'global' } };
}
