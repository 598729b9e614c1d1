import { describe, expect, test } from '@jest/globals';
import { copiesTextOf } from '../../../src/map/compile/copies-text.js';
import { loadMap } from '../../../src/map/load-map.js';
import type { CallStep, ComputeStep, Loss, Reshape, RouteReply } from '../../../src/map/route.js';
import { reshapes } from '../../../src/reshapes/registry.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;

describe('the answer to the one call of an entry', () => {
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
        'users.delete-all',
        'users.get',
        'users.get-metadata',
        'users.merge-metadata',
        'users.validate-password',
      ],
    },
  ] as const)('need not be decoded for these, in dialect $dialect', ({ dialect, ids }) => {
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
  ])('%s', (_what, parts, expected) => {
    const copiesText = copiesTextOf({ ...plain, ...parts });
    expect(copiesText !== undefined).toBe(expected);
  });

  test('is what the functions judge', () => {
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
