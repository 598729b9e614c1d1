import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { listRoutes } from '../../../src/map/print/list-routes.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { faultsWith, loadTestMap, temporaryMap, wholeMap } from '../../support/map-folder.js';

const file = 'gadgets/set.yaml';
const entry = (write: string, absent: string): string => `summary: Set a gadget.
change: v2 has no upsert.
v1: PUT /api/gadgets/{gadget_id}/whole
accepts:
  body:
    properties:
      name: { type: string }
v2:
  - call: ${write}
    scopes: [update:gadgets]
    body: { name: $body.name }
    absent:
      ${absent}
      scopes: [create:gadgets]
reply: gadget-to-v1
`;
const patch = 'PATCH /api/v2/gadgets/{gadget_id}';
const upsert = entry(patch, 'call: POST /api/v2/gadgets\n      body: { name: $body.name }');

test('the loader refuses "answered-by" on a call that reads', () => {
  const source = upsert
    .replace(`call: ${patch}`, 'call: GET /api/v2/gadgets/{gadget_id}\n    answered-by: [odd]')
    .replace('update:gadgets', 'read:gadgets');
  expect(faultsWith({ [file]: source })).toContain(
    `${file}:10:5 "answered-by" is for writes, and this call reads.`,
  );
});

describe('the call under "absent", made when v2 answers 404 to the first call', () => {
  test.each([
    { title: 'an upsert has no fault', source: upsert, fault: undefined },
    {
      title: 'is a write where it stands for a write',
      source: entry(patch, 'call: GET /api/v2/gadgets').replace('create:gadgets', 'read:gadgets'),
      fault: `${file}:12:5 "absent" holds what is made in place of the call: of a write a write, of a read a read.`,
    },
    {
      title: 'is held against what v2 has',
      source: entry(patch, 'call: POST /api/v2/gadget\n      body: { name: $body.name }'),
      fault: `${file}:13:13 v2 has no path /api/v2/gadget; did you mean "/api/v2/gadgets"?`,
    },
    {
      title: 'takes its values from the same sources',
      source: entry(patch, 'call: POST /api/v2/gadgets\n      body: { name: $body.nmae }'),
      fault: `${file}:14:21 "body.nmae" has no source: "accepts" does not declare it; did you mean "name"?`,
    },
  ])('$title', ({ source, fault }) => {
    expect(faultsWith({ [file]: source })).toEqual(fault === undefined ? [] : [fault]);
  });

  test.each([
    { title: 'reads in place of a read', more: '', faults: [] },
    {
      title: 'is told apart from what a 404 stands for',
      more: '    otherwise: []\n',
      faults: [`${file}:8:5 A read has "absent" or "otherwise" for when v2 answers 404, not both.`],
    },
  ])('$title', ({ more, faults }) => {
    const source = `summary: Get a gadget.
change: None.
v1: GET /api/gadgets/{gadget_id}/whole
v2:
  - as: gadget
    call: GET /api/v2/gadgets/{gadget_id}
    scopes: [read:gadgets]
${more}    absent:
      call: GET /api/v2/gadgets
      scopes: [read:gadgets]
reply: gadget-to-v1
`;
    expect(faultsWith({ [file]: source })).toEqual(faults);
  });

  test('is listed and explained beside the call that it replaces', () => {
    const { folder, remove } = temporaryMap({ [file]: upsert }, wholeMap);
    const map = loadTestMap({ folders: [folder] });
    remove();
    const listed = listRoutes(map.routes).find(({ id }) => id === 'gadgets.set');
    expect(listed).toMatchObject({
      v2: [patch, 'POST /api/v2/gadgets'],
      scopes: [['update:gadgets'], ['create:gadgets']],
    });
    const request = { method: 'PUT', path: '/api/gadgets/7/whole', query: '', body: { name: 'Bolt' } };
    const printed = printExplanation(explain(map, { ...request, upstreamUrl: undefined }));
    expect(printed).toContain('1. PATCH /api/v2/gadgets/7\n');
    expect(printed).toContain('   where v2 answers 404:\n   1. POST /api/v2/gadgets\n');
  });
});

describe('a look-up through all pages', () => {
  const lookup = `needs: [name]
call: GET /api/v2/gadgets
scopes: [read:gadgets]
find: { name: $name }
missing: not-found
pages: all
`;
  const using = `summary: Get a gadget by its name.
change: By id in v2.
v1: GET /api/gadgets/{gadget_id}/named
v2:
  - lookup: gadget-by-name
    with: { name: $gadget_id }
reply: gadget-to-v1
`;
  const files = { 'gadgets/named.yaml': using };
  const path = 'lookups/gadget-by-name.yaml';

  test.each([
    { title: 'has no fault', source: lookup, faults: [] },
    {
      title: 'is of a call that has pages',
      source: lookup.replace('/gadgets', '/makers').replace(':gadgets', ':makers'),
      faults: [`${path}:6:8 This call cannot be collected: v2 takes no page, per_page, include_totals here.`],
    },
    {
      title: 'is in order to find something',
      source: lookup.replace(/find.*\nmissing.*\n/, 'query: { q: $name }\n'),
      faults: [`${path}:5:1 All pages are read in order to find something: say what under "find".`],
    },
    {
      title: 'reads all of them or one',
      source: lookup.replace('pages: all', 'pages: 3'),
      faults: [`${path}:6:8 "pages" can only be "all".`],
    },
  ])('$title', ({ source, faults }) => {
    expect(faultsWith({ ...files, [path]: source })).toEqual(faults);
  });

  test.each([
    {
      title: 'keeps nothing without a life',
      source: lookup.replace('pages: all', 'keeps: [name]'),
      faults: [`${path}:6:1 What a look-up keeps is remembered: say under "cache" for how many seconds.`],
    },
    {
      title: 'is answered in place of a 404 from what it needs',
      source: `${lookup}otherwise: { name: $other }\n`,
      faults: [`${path}:7:20 "other" has no source: a look-up knows what it "needs".`],
    },
  ])('$title', ({ source, faults }) => {
    expect(faultsWith({ ...files, [path]: source })).toEqual(faults);
  });

  test('is explained as its first page, marked as going through all pages', () => {
    const { folder, remove } = temporaryMap({ ...files, [path]: lookup }, wholeMap);
    const map = loadTestMap({ folders: [folder] });
    remove();
    const request = { method: 'GET', path: '/api/gadgets/7/named', query: '', body: undefined };
    const { steps } = explain(map, { ...request, upstreamUrl: undefined });
    expect(steps).toMatchObject([
      {
        lookup: 'gadget-by-name',
        query: [
          ['page', '0'],
          ['per_page', '100'],
          ['include_totals', 'true'],
        ],
        allPages: true,
      },
    ]);
  });
});
