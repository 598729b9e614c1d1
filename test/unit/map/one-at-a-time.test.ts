import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { loadMap } from '../../../src/map/load-map.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { faultsWith } from '../../support/map-folder.js';

const file = 'gadgets/rename.yaml';
const entry = (slot: string): string => `summary: Rename a gadget.
change: One field of PATCH.
v1: PUT /api/gadgets/{gadget_id}/name
accepts:
  body:
    required: [name]
    properties:
      name: { type: string }
one-at-a-time: ${slot}
v2:
  - call: PATCH /api/v2/gadgets/{gadget_id}
    scopes: [update:gadgets]
    body: { name: $body.name }
lossy:
  - id: no-notice
reply: gadget-to-v1
`;

describe('an entry with "one-at-a-time"', () => {
  test.each([
    { slot: '$gadget_id', fault: [] },
    {
      slot: '$gadget',
      fault: [
        `${file}:9:16 "gadget" is no slot of "v1": name the one that says which record is changed; did you mean "gadget_id"?`,
      ],
    },
    {
      slot: '$body.name',
      fault: [`${file}:9:16 "body.name" is no slot of "v1": name the one that says which record is changed.`],
    },
    { slot: 'gadget_id', fault: [`${file}:9:16 "one-at-a-time" must be a slot such as $user_id.`] },
  ])('names the record by a slot: $slot', ({ slot, fault }) => {
    expect(faultsWith({ [file]: entry(slot) })).toEqual(fault);
  });

  const shipped = loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect: 'current',
  });

  test('is explained with the id of the record as v2 writes it', () => {
    const asked = { method: 'PUT', path: '/api/users/1/metadata', query: '', body: { a: 1 } };
    const printed = printExplanation(explain(shipped, asked));
    expect(printed).toContain('  one at a time: user_id auth0|1\n');
  });

  test('is every entry that reads before a PATCH, except the two that change only a password', () => {
    const passwordOnly = ['users.change-password', 'users.change-password-by-email'];
    const readsFirst = shipped.routes.filter(({ steps }) => {
      const write = steps.findIndex((step) => step.kind === 'call' && step.method === 'PATCH');
      return steps.slice(0, Math.max(write, 0)).some(({ kind }) => kind !== 'compute');
    });
    const free = readsFirst.filter(({ oneAtATime }) => oneAtATime === undefined).map(({ id }) => id);
    expect(free).toEqual(passwordOnly);
  });
});
