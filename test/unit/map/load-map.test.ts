import { afterEach, describe, expect, test } from '@jest/globals';
import {
  loadTestMap,
  faultsOf,
  faultsWith,
  temporaryMap,
  wholeMap,
  type TemporaryMap,
} from '../../support/map-folder.js';
import { callerKinds } from '../../../src/tokens/caller.js';
import { callers } from '../../../src/map/read/schemas/entry.js';
import type { Route, Scope } from '../../../src/map/route.js';

const made: TemporaryMap[] = [];
afterEach(() => {
  for (const { remove } of made.splice(0)) remove();
});

function folderWith(files: Record<string, string>): string {
  const map = temporaryMap(files);
  made.push(map);
  return map.folder;
}

function routeOf(id: string, routes: readonly Route[]): Route {
  const route = routes.find((each) => each.id === id);
  if (route === undefined) throw new Error(`no ${id}`);
  return route;
}

const get = `summary: Get one gadget.
change: None.
v1: GET /api/gadgets/{gadget_id}
`;
const call = `v2:
  - call: GET /api/v2/gadgets/{gadget_id}
    scopes: [read:gadgets]
`;
const reply = 'reply: gadget-to-v1\n';

describe('a whole map', () => {
  test('has no fault', () => {
    expect(faultsOf({ requireAllUsed: true })).toEqual([]);
  });

  test('has its entries sorted by folder and file', () => {
    const ids = loadTestMap().routes.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toContain('gadgets.rename-by-serial');
  });

  test('knows the same kinds of callers as the tokens', () => {
    expect([...callers]).toEqual([...callerKinds]);
  });

  test('has error rows of its own in the 2015 dialect, and lists the entry among those that differ there', () => {
    const folder = folderWith({
      'gadgets/get.yaml': `${get}${call}errors: { '401': not-found, '404': gone }\nerrors-2015: { '404': not-found }\n${reply}`,
    });
    const rowsIn = (dialect: 'current' | '2015') => [
      ...routeOf('gadgets.get', loadTestMap({ folders: [wholeMap, folder], dialect }).routes).errors,
    ];
    expect(rowsIn('current')).toEqual([
      ['401', 'not-found'],
      ['404', 'gone'],
    ]);
    expect(rowsIn('2015')).toEqual([
      ['401', 'not-found'],
      ['404', 'not-found'],
    ]);
    const { routesOf2015 } = loadTestMap({ folders: [wholeMap, folder] });
    expect(routesOf2015.map(({ id }) => id)).toContain('gadgets.get');
  });

  test('compiles an omitted key of an entry to its default', () => {
    const { callers: kinds, reply: answer, switch: key, gone } = routeOf('gadgets.get', loadTestMap().routes);
    expect({ kinds: [...kinds], status: answer.status, key, gone }).toEqual({
      kinds: ['global', 'app', 'v2'],
      status: 200,
      key: undefined,
      gone: undefined,
    });
  });

  test('has an error table with rows by code, by v2 error code and by v2 status', () => {
    const { rows, byErrorCode, byStatus } = loadTestMap().errors;
    expect(rows.get('gone')?.status).toBe(501);
    expect(rows.get('gadget-exists')).toEqual({
      status: 400,
      error: 'gadget_exists',
      sentence: 'The gadget exists.',
    });
    expect(byErrorCode.get('inexistent_gadget')).toBe('gadget-not-found');
    expect(byStatus.get(404)).toBe('not-found');
  });

  test('reads a slot as slots.yaml says', () => {
    const found = loadTestMap().index.find('GET', '/api/gadgets/ABC', '');
    expect(found).toMatchObject({ kind: 'match', match: { slots: { gadget_id: 'abc' } } });
  });

  test('serves in the 2015 dialect an entry that is gone in the current one', () => {
    const [now, then] = (['current', '2015'] as const).map((dialect) =>
      routeOf('gadgets.delete', loadTestMap({ dialect }).routes),
    );
    expect([now?.gone, now?.steps.length]).toEqual(['v2 deletes no gadgets. Switch it off instead.', 0]);
    expect([then?.gone, then?.steps.length]).toEqual([undefined, 1]);
  });

  test('accepts the caller "user" on an entry that is open to anonymous callers', () => {
    const whole = `${get}${call}${reply}`;
    expect(faultsWith({ 'gadgets/get.yaml': `${whole}callers: [user, anonymous]\n` })).toEqual([]);
  });

  test('refuses a look-up whose needed value is missing from the request', () => {
    const step = routeOf('gadgets.rename-by-serial', loadTestMap().routes).steps[0];
    if (step?.kind !== 'lookup') throw new Error('no look-up');
    const scope: Scope = {
      slots: {},
      query: {},
      body: {},
      caller: { client_id: '', kind: 'app' },
      answers: {},
    };
    expect(() => step.needs(scope)).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: '"name" is required' }),
    );
    expect(step.needs({ ...scope, body: { maker: 'acme' } })).toEqual({ name: 'acme' });
    expect(step.cacheS).toBe(60);
  });
});

describe('a later folder', () => {
  test('replaces an entry and adds another, and parts that only the replaced entry used count as used', () => {
    const later = folderWith({
      'gadgets/rename-by-serial.yaml': `summary: Gone here.\nchange: x\nv1: PUT /api/gadgets/{serial}/name\ngone: Not here.\n`,
      'tools/get.yaml': `summary: Get a tool.\nchange: x\nv1: GET /api/tools\nv2: [{ call: GET /whoami }]\nreply: gadget-to-v1\n`,
    });
    const { routes } = loadTestMap({ folders: [wholeMap, later] });
    expect(routeOf('gadgets.rename-by-serial', routes).gone).toBe('Not here.');
    expect(routeOf('tools.get', routes).steps).toHaveLength(1);
  });

  test('merges rows, slots, look-ups and claims', () => {
    const later = folderWith({
      'errors.yaml': `codes:\n  gone: { status: 410, error: gone, sentence: x }\nv2: { codes: { odd: not-found } }\n`,
      'slots.yaml': `serial: { description: Now with letters., matches: '^[0-9a-z]+$' }\n`,
      'passthrough.yaml': 'claims: [/api/tools]\n',
    });
    const { errors, index } = loadTestMap({ folders: [wholeMap, later] });
    expect([errors.rows.get('gone')?.status, errors.rows.get('internal-error')?.status]).toEqual([410, 500]);
    expect([...errors.byErrorCode.keys()]).toEqual(['inexistent_gadget', 'odd']);
    expect(index.find('PUT', '/api/gadgets/1a/name', '')).toMatchObject({
      match: { slots: { serial: '1a' } },
    });
    expect(index.find('GET', '/api/tools/1', '').kind).toBe('route-unknown');
    expect(index.find('GET', '/api/gadgets/a/b/c', '').kind).toBe('route-unknown');
  });
});

describe('the loader refuses', () => {
  const whole = get + call + reply;

  test.each<[string, Record<string, string | null>, string]>([
    [
      'a folder inside a folder of entries',
      { 'x/y/z.yaml': 'a: 1' },
      'x/y:1:1 A folder of entries holds files only.',
    ],
    [
      'an entry in .yml',
      { 'gadgets/x.yml': '' },
      'gadgets/x.yml:1:1 A file of the map is named like "change-email.yaml": lower case, digits and dashes.',
    ],
    ['an empty entry', { 'gadgets/get.yaml': '' }, 'gadgets/get.yaml:1:1 This file must be a mapping.'],
    [
      'a key that it does not know',
      { 'gadgets/get.yaml': `${whole}replly: x\n` },
      'gadgets/get.yaml:8:1 "replly" is not known here; did you mean "reply"?',
    ],
    [
      'a key of a step that it does not know',
      { 'gadgets/get.yaml': get + call + '    boddy: x\n' + reply },
      'gadgets/get.yaml:7:5 "boddy" is not known here; did you mean "body"?',
    ],
    [
      'a text that is a number',
      { 'gadgets/get.yaml': whole.replace('None.', '5') },
      'gadgets/get.yaml:2:9 "change" must be a text.',
    ],
    [
      'a step that is nothing',
      { 'gadgets/get.yaml': `${get}v2: [{ cal: GET /whoami }]\n${reply}` },
      'gadgets/get.yaml:4:6 A step is one of call, lookup, compute, collect, use, confirm, sweep, and this is none; did you mean "call"?',
    ],
    [
      'a step that is two',
      { 'gadgets/get.yaml': `${get}v2: [{ call: GET /whoami, compute: lower }]\n${reply}` },
      'gadgets/get.yaml:4:6 A step is one of call, lookup, compute, collect, use, confirm, sweep: write call and compute as steps of their own.',
    ],
    [
      'a reply of two kinds',
      { 'gadgets/get.yaml': `${get}${call}reply: { text: OK, body: 1 }\n` },
      'gadgets/get.yaml:7:8 A reply has one of text, body and each; the name of a reshape stands alone.',
    ],
    [
      'a status that is no success',
      { 'gadgets/get.yaml': `${get}${call}reply: { text: OK, status: 404 }\n` },
      'gadgets/get.yaml:7:28 "status" must be a status from 200 to 299.',
    ],
    ['no reply', { 'gadgets/get.yaml': get + call }, 'gadgets/get.yaml:1:1 "reply" is missing.'],
    [
      'a reply of what is gone',
      { 'gadgets/get.yaml': `${get}gone: x\n${reply}` },
      'gadgets/get.yaml:5:1 What is gone has no reply; leave it out.',
    ],
    [
      'neither served nor gone',
      { 'gadgets/get.yaml': get },
      'gadgets/get.yaml:1:1 An entry says how it is served, under "v2", or why it cannot be, under "gone".',
    ],
    [
      'a collected list that is not paged',
      {
        'gadgets/list.yaml': `summary: x\nchange: x\nv1: GET /api/gadgets\nv2:\n  - collect: GET /api/v2/gadgets\n    with: { page: 0, per_page: 1 }\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1 }\n`,
      },
      'gadgets/list.yaml:8:8 The last step collects a list: name it under "page", as in { each: ..., page: $found }.',
    ],
    [
      'a page that names no list',
      {
        'gadgets/get.yaml': `${get}v2:\n  - as: one\n    call: GET /api/v2/gadgets/{gadget_id}\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1, page: $one }\n`,
      },
      'gadgets/get.yaml:8:36 "page" names a step that gathers a list, and $one is none.',
    ],
    [
      'a script without a function to call',
      { 'gadgets/get.yaml': `${whole}jsonp: { callback: cbx, as: gadget }\n` },
      'gadgets/get.yaml:8:20 Every line of this entry is a GET and requires "?cbx": "GET /api/gadgets/{gadget_id}" is not.',
    ],
    [
      'an entry for users that does not say whose the record is',
      { 'gadgets/get.yaml': `${whole}callers: [app, user]\n` },
      'gadgets/get.yaml:8:16 "user" needs the slot {user_id}, or a step that holds it to itself: an id_token opens its own user only.',
    ],
    [
      'pages for users',
      {
        'gadgets/list.yaml': `summary: x\nchange: x\nv1: GET /api/gadgets-of/{user_id}\ncallers: [user]\nv2:\n  - as: found\n    collect: GET /api/v2/gadgets\n    with: { page: 0, per_page: 1 }\n    query: { q: $user_id }\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1, page: $found }\n`,
      },
      'gadgets/list.yaml:4:11 A list with pages is not for "user": no link to the next page can be sealed for an id_token.',
    ],
    [
      'a list after a checkpoint from a call that has none',
      {
        'gadgets/list.yaml': `summary: x\nchange: x\nv1: GET /api/gadgets\nv2:\n  - collect: GET /api/v2/gadgets\n    with: { from: a, take: 1 }\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1 }\n`,
      },
      'gadgets/list.yaml:5:14 This call cannot be collected: v2 takes no from, take here.',
    ],
    [
      'a page of a list after a checkpoint, which has none',
      {
        'gadgets/list.yaml': `summary: x\nchange: x\nv1: GET /api/gadgets\nv2:\n  - as: found\n    collect: GET /api/v2/gadgets\n    with: { from: a, take: 1 }\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1, page: $found }\n`,
      },
      'gadgets/list.yaml:9:36 "page" names a step that gathers a list, and $found is none.',
    ],
    [
      'a collected list with half of each way to page',
      {
        'gadgets/list.yaml': `summary: x\nchange: x\nv1: GET /api/gadgets\nv2:\n  - collect: GET /api/v2/gadgets\n    with: { from: a, per_page: 1 }\n    scopes: [read:gadgets]\nreply: { each: gadget-to-v1 }\n`,
      },
      'gadgets/list.yaml:6:11 "with" must be a mapping of page, per_page, key and ceiling, or of from and take.',
    ],
    [
      'a step in the name of a slot',
      {
        'gadgets/get.yaml': `${get}v2:\n  - as: gadget_id\n    call: GET /api/v2/gadgets/{gadget_id}\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:5:9 A step cannot be named "gadget_id": it would hide the slot.',
    ],
    [
      'a step named body',
      {
        'gadgets/get.yaml': `${get}v2:\n  - as: body\n    call: GET /api/v2/gadgets/{gadget_id}\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:5:9 A step cannot be named "body": $body is the body.',
    ],
    [
      'a computed value that nothing uses',
      {
        'gadgets/get.yaml': `${get}v2:\n  - compute: lower\n    with: $gadget_id\n  - call: GET /api/v2/gadgets/{gadget_id}\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:5:5 Nothing uses what this step computes; name it with "as" and use it.',
    ],
    [
      'the query as a whole',
      {
        'gadgets/get.yaml': `${get}accepts: { query: { properties: { x: {} } } }\nv2:\n  - call: GET /api/v2/gadgets/{gadget_id}\n    query: { fields: $query }\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:7:22 "query" by itself is no value; name one key of it.',
    ],
    [
      'a field of a caller that it does not know',
      {
        'gadgets/get.yaml': `${get}v2:\n  - call: GET /api/v2/gadgets/{gadget_id}\n    query: { fields: $caller.secret }\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:6:22 "caller.secret" has no source: a caller has client_id, kind, stand_in.',
    ],
    [
      'a field of a slot',
      {
        'gadgets/get.yaml': `${get}v2:\n  - call: GET /api/v2/gadgets/{gadget_id.x}\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:5:11 "gadget_id.x" has no source: a slot is a text.',
    ],
    [
      'a schema with a word that it does not know',
      {
        'gadgets/get.yaml': `${get}accepts: { body: { properties: { a: { typ: string } } } }\n${call}${reply}`,
      },
      'gadgets/get.yaml:4:39 "typ" is not known here; did you mean "type"?',
    ],
    [
      'a schema with a type that it does not know',
      {
        'gadgets/get.yaml': `${get}accepts: { body: { properties: { a: { type: text } } } }\n${call}${reply}`,
      },
      'gadgets/get.yaml:4:45 "type" must be one of string, boolean, integer, number, object, array, null, or a list of them.',
    ],
    [
      'a row of one call that errors.yaml does not have',
      { 'gadgets/get.yaml': `${get}${call}    errors: { '401': not-fuond }\n${reply}` },
      'gadgets/get.yaml:7:22 errors.yaml has no row "not-fuond"; did you mean "not-found"?',
    ],
    [
      'a row of a tenant of 2015 that errors.yaml does not have',
      { 'gadgets/get.yaml': `${get}${call}errors-2015: { '401': not-fuond }\n${reply}` },
      'gadgets/get.yaml:7:23 errors.yaml has no row "not-fuond"; did you mean "not-found"?',
    ],
    [
      'missing without find',
      { 'gadgets/get.yaml': `${get}${call}    missing: not-found\n${reply}` },
      'gadgets/get.yaml:7:5 Nothing uses "missing": there is no "find".',
    ],
    [
      'a write before a read',
      {
        'gadgets/get.yaml': `${get}v2:\n  - call: DELETE /api/v2/gadgets/{gadget_id}\n    scopes: [delete:gadgets]\n  - call: GET /api/v2/gadgets/{gadget_id}\n    scopes: [read:gadgets]\n${reply}`,
      },
      'gadgets/get.yaml:5:5 A write comes last: move the reads up, or say why not with "writes: { count: 1, why: ... }".',
    ],
    [
      'a look-up without what it needs',
      { 'gadgets/get.yaml': `${get}v2:\n  - lookup: maker-by-name\n    with: { nam: $gadget_id }\n${reply}` },
      'gadgets/get.yaml:6:11 The look-up "maker-by-name" needs "name"; give it under "with".',
    ],
    [
      'a look-up with what it does not need',
      { 'gadgets/get.yaml': `${get}v2:\n  - lookup: maker-by-name\n    with: { nam: $gadget_id }\n${reply}` },
      'gadgets/get.yaml:6:13 The look-up "maker-by-name" does not need "nam"; did you mean "name"?',
    ],
    [
      'a slot that slots.yaml does not know',
      { 'gadgets/get.yaml': whole.replaceAll('gadget_id', 'gadgetid') },
      'gadgets/get.yaml:3:5 slots.yaml does not say what {gadgetid} is; did you mean "gadget_id"?',
    ],
    [
      'a query in a call',
      { 'gadgets/get.yaml': whole.replace('{gadget_id}\n    scopes', '{gadget_id}?a=1\n    scopes') },
      'gadgets/get.yaml:5:11 A query is written under "query", not in the call.',
    ],
    [
      'a body where v2 takes none',
      { 'gadgets/get.yaml': `${get}${call}    body: { a: 1 }\n${reply}` },
      'gadgets/get.yaml:7:5 v2 takes no body in this call.',
    ],
    [
      'a field that none of the parts of a body knows',
      {
        'gadgets/rename.yaml': `summary: x\nchange: x\nv1: PUT /api/gadgets/{gadget_id}/name\nv2:\n  - call: PATCH /api/v2/gadgets/{gadget_id}\n    scopes: [update:gadgets]\n    body: { colour: red, maker: x, color: red }\nreply: { text: OK }\n`,
      },
      'gadgets/rename.yaml:7:36 v2 takes no "color" in this body; did you mean "colour"?',
    ],
    ['no errors.yaml', { 'errors.yaml': null }, 'errors.yaml:1:1 No folder of the map has an errors.yaml.'],
    [
      'no contract',
      { 'v2-contract.json': null },
      'v2-contract.json:1:1 No folder of the map has a v2-contract.json. A folder that only adds to the shipped map is named behind it.',
    ],
    [
      'a contract that is none',
      { 'v2-contract.json': '{' },
      'v2-contract.json:1:1 The contract of v2 cannot be read: it is not JSON.',
    ],
    [
      'a claim that is no path',
      { 'passthrough.yaml': 'claims: [api/]\n' },
      'passthrough.yaml:1:10 This item must be a path such as /api/users.',
    ],
    [
      'a row with a success',
      { 'errors.yaml': 'rows: { x: { status: 200, error: a, sentence: b } }\n' },
      'errors.yaml:1:22 "status" must be 400 or more.',
    ],
    [
      'two lines of one entry',
      { 'gadgets/get.yaml': whole.replace('v2:', 'also: ["GET /api/gadgets/{gadget_id}"]\nv2:') },
      'gadgets/get.yaml:4:8 The line "GET /api/gadgets/{gadget_id}" stands here twice.',
    ],
    [
      'query keys of which none is the more specific',
      {
        'gadgets/get.yaml': whole.replace(
          'GET /api/gadgets/{gadget_id}\n',
          'GET /api/gadgets?owner={gadget_id}\n',
        ),
      },
      'gadgets/list-of-maker.yaml:3:5 Nothing tells "GET /api/gadgets" apart from "GET /api/gadgets" of gadgets.get: give a slot "matches" in slots.yaml, or require a query key.',
    ],
  ])('%s', (_, files, fault) => {
    expect(faultsWith(files)).toContain(fault);
  });

  test('no two lines of one entry that require different query keys', () => {
    const spelled = whole.replace('GET /api/gadgets/{gadget_id}\n', 'GET /api/gadgets/{gadget_id}?from\n');
    const also = 'also: ["GET /api/gadgets/{gadget_id}?take"]\nv2:';
    expect(faultsWith({ 'gadgets/get.yaml': spelled.replace('v2:', also) })).toEqual([]);
  });

  test('a folder that cannot be read', () => {
    expect(faultsOf({ folders: [wholeMap, '/nowhere/map'] })).toEqual([
      '/nowhere/map:1:1 The folder cannot be read (ENOENT).',
    ]);
  });

  test('a reshape that no entry names, if all must be used', () => {
    const reshapes = {
      'gadget-to-v1': () => 1,
      lower: () => 1,
      paging: () => 1,
      patch: () => 1,
      idle: () => 1,
    };
    expect(faultsOf({ reshapes, requireAllUsed: true })).toEqual([
      `${wholeMap}:1:1 Nothing in the map names the reshape "idle".`,
    ]);
    expect(faultsOf({ reshapes })).toEqual([]);
  });

  test('a broken file, and reports nothing as unused that only this file used', () => {
    const faults = faultsWith({ 'lookups/maker-by-name.yaml': 'needs: [name\n' });
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/^lookups\/maker-by-name\.yaml/);
  });
});
