import { describe, expect, test } from '@jest/globals';
import { copiesItemsOf, copiesTextOf } from '../../../src/map/compile/copies-text.js';
import { loadMap } from '../../../src/map/load-map.js';
import type {
  CallStep,
  CollectStep,
  ComputeStep,
  Loss,
  Reshape,
  RouteReply,
  Scope,
} from '../../../src/map/route.js';
import { reshapes } from '../../../src/reshapes/registry.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;

describe('the answer to the only call of an entry', () => {
  test.each([
    {
      dialect: 'current',
      ids: [
        'logs.get',
        'rules-configs.delete',
        'users.block',
        'users.change-email',
        'users.create',
        'users.get',
        'users.get-metadata',
        'users.merge-metadata',
        'users.send-verification-email',
        'users.validate-password',
      ],
    },
    {
      dialect: '2015',
      ids: [
        'rules-configs.delete',
        'users.block',
        'users.create',
        'users.get',
        'users.get-metadata',
        'users.merge-metadata',
        'users.validate-password',
      ],
    },
  ] as const)('stays undecoded for exactly the listed entries, in dialect $dialect', ({ dialect, ids }) => {
    const { routes } = loadMap({ folders: ['routes-map'], reshapes, settings, dialect });
    expect(routes.filter(({ copiesText }) => copiesText !== undefined).map(({ id }) => id)).toEqual(ids);
  });

  const copies = Object.assign((): unknown => undefined, {
    copiesText: (answer: unknown) => answer !== 'no',
  });
  const reads: Reshape = () => undefined;
  const call = { kind: 'call', follow: false } as CallStep;
  const compute = { kind: 'compute' } as ComputeStep;
  const replyBy = (run: Reshape): RouteReply => ({
    status: 200,
    body: { kind: 'one', name: '', run },
    page: undefined,
  });
  const text: RouteReply = { status: 200, body: { kind: 'text', text: 'OK' }, page: undefined };
  const loss = (knownBy: Loss['knownBy'], shows?: Reshape) => ({ knownBy, shows }) as Loss;
  const written = { ...text, body: { kind: 'body', body: () => undefined, template: undefined } } as const;
  const each = { ...text, body: { kind: 'each', name: '', run: copies } } as const;

  const plain = { steps: [call], reply: replyBy(copies), lossy: [], jsonp: undefined };

  test.each<[string, Partial<Parameters<typeof copiesTextOf>[0]>, boolean]>([
    ['that goes through a function that copies it', {}, true],
    ['that goes through one that may read it', { reply: replyBy(reads) }, false],
    ['that is made after something was computed', { steps: [compute, call] }, true],
    ['of which something is computed', { steps: [call, compute] }, false],
    ['that another follows', { steps: [call, call] }, false],
    ['that is looked through', { steps: [{ ...call, find: () => undefined }] }, false],
    ['that another may stand for', { steps: [{ ...call, absent: call }] }, false],
    ['that a value may stand for', { steps: [{ ...call, otherwise: () => null }] }, false],
    ['that comes in pieces', { steps: [{ ...call, chunk: 50 }] }, false],
    ['that is followed', { steps: [{ ...call, follow: true }] }, false],
    ['that is not there', { steps: [compute] }, false],
    ['nor any step', { steps: [] }, false],
    ['that nobody sees', { reply: text }, true],
    ['that a loss may read', { lossy: [loss('answer', reads)] }, false],
    ['that a loss does not read', { lossy: [loss('answer', copies), loss('answer')] }, true],
    ['beside a loss that the request shows', { lossy: [loss('request', reads)] }, true],
    ['whose parts the map names', { reply: written }, false],
    ['that is told by a script', { jsonp: { callback: 'cbx', as: 'user' } }, false],
    ['of which each item is shown', { reply: each }, false],
  ])('stays undecoded, or not, if it is one %s', (_what, parts, expected) => {
    const copiesText = copiesTextOf({ ...plain, ...parts });
    expect(copiesText !== undefined).toBe(expected);
  });

  test('stays undecoded only if every function that copies it agrees', () => {
    const copiesText = copiesTextOf({
      ...plain,
      lossy: [
        loss(
          'answer',
          Object.assign(() => 1, { copiesText: (answer: unknown) => answer !== 'nor this' }),
        ),
      ],
    });
    expect(['yes', 'no', 'nor this'].map((answer) => copiesText?.(answer))).toEqual([true, false, false]);
  });
});

describe('the items of the list of an entry', () => {
  test.each([
    {
      dialect: 'current',
      ids: [
        'clients.users',
        'users.list',
        'users.list-enterprise',
        'users.list-of-connection',
        'users.list-social',
      ],
    },
    // Whether a list ends at 10,000 is computed from its items.
    { dialect: '2015', ids: [] },
  ] as const)('stay undecoded for exactly the listed entries, in dialect $dialect', ({ dialect, ids }) => {
    const { routes } = loadMap({ folders: ['routes-map'], reshapes, settings, dialect });
    expect(routes.filter(({ copiesItems }) => copiesItems !== undefined).map(({ id }) => id)).toEqual(ids);
  });

  const judging = (copiesText: (input: unknown) => boolean): Reshape =>
    Object.assign((): unknown => undefined, { copiesText });
  const reads: Reshape = () => undefined;
  const copies = judging(() => true);
  const collect = { kind: 'collect', as: 'listed' } as CollectStep;
  const put = (run: Reshape): ComputeStep =>
    ({ kind: 'compute', as: 'found', input: (scope: Scope) => scope.answers['listed'], run }) as ComputeStep;
  const call = { kind: 'call', as: 'before', follow: false } as CallStep;
  const each = (run: Reshape) =>
    ({ status: 200, body: { kind: 'each', name: '', run }, page: 'found' }) as RouteReply;
  const plain = {
    steps: [put(reads), call, collect, put(copies)],
    reply: each(copies),
    lossy: [],
    jsonp: undefined,
  };

  test.each<[string, Partial<Parameters<typeof copiesItemsOf>[0]>, boolean]>([
    ['that go through functions that copy them', {}, true],
    ['that one function may read', { steps: [collect, put(reads)] }, false],
    ['that are shown by one that may read them', { reply: each(reads) }, false],
    ['that a loss may read', { lossy: [{ knownBy: 'answer', shows: reads } as Loss] }, false],
    ['of which more is computed', { steps: [collect, put(copies), put(copies)] }, false],
    ['that nothing is put together of', { steps: [collect] }, false],
    ['that another call follows', { steps: [collect, call] }, false],
    ['that have no name', { steps: [{ ...collect, as: undefined }, put(copies)] }, false],
    ['that are told by a script', { jsonp: { callback: 'cbx', as: 'users' } }, false],
    ['that are not gathered', { steps: [call] }, false],
  ])('stay undecoded, or not, if they are items %s', (_what, parts, expected) => {
    expect(copiesItemsOf({ ...plain, ...parts }) !== undefined).toBe(expected);
  });

  test('stay undecoded only if every function agrees and no earlier call was made', () => {
    const items = ['a'];
    const judged = copiesItemsOf({
      steps: [call, collect, put(judging((input) => (input as { items: unknown }).items === items))],
      reply: each(judging((input) => input === items)),
      lossy: [],
      jsonp: undefined,
    });
    const scope = (answers: object) => ({ answers }) as unknown as Scope;
    expect(judged?.(items, scope({}))).toBe(true);
    expect(judged?.(['a'], scope({}))).toBe(false);
    expect(judged?.(items, scope({ before: null }))).toBe(false);
  });
});
