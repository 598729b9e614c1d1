import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { isThere } from '../../../src/map/run/is-there.js';
import { listRoutes } from '../../../src/map/print/list-routes.js';
import { loadMap } from '../../../src/map/load-map.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { faultsWith } from '../../support/map-folder.js';

describe('a step with "when"', () => {
  test.each([
    [undefined, false],
    [null, false],
    [false, false],
    [[], false],
    [0, true],
    ['', true],
    [{}, true],
    [[0], true],
    [true, true],
  ])('runs for %j: %s', (value, made) => {
    expect(isThere(value)).toBe(made);
  });

  const map = loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect: 'current',
  });
  const explained = (line: string, callerKind: string, body?: object) => {
    const [method = '', path = ''] = line.split(' ');
    return explain(map, { method, path, query: '', body, caller: { kind: callerKind } });
  };

  test('is left out of an explanation when the request alone rules it out', () => {
    const calls = (kind: string) =>
      explained('GET /api/connections', kind).steps.flatMap((step) =>
        step.kind === 'call' ? [decodeURIComponent(step.path)] : [],
      );
    const lists = ['/api/v2/connections', '/api/v2/connections'];
    expect(calls('app')).toEqual([...lists, '/api/v2/clients/{client_id}/connections']);
    expect(calls('global')).toEqual(lists);
  });

  test("is explained with its condition where v2's answer decides it", () => {
    const text = printExplanation(
      explained('PUT /api/connections/acme', 'app', { options: {}, status: true }),
    );
    expect(text).toContain('only if {change.patch} is there');
    expect(text).toContain('only if {change.on} is there');
  });

  test('shows the losses for one kind of caller to no other kind', () => {
    const losses = (kind: string) => explained('GET /api/connections', kind).lossy.map(({ id }) => id);
    expect(losses('app')).toEqual([]);
    expect(losses('global')).toEqual(['global-status']);
  });

  test('shows a client whose kind is guessed the calls and the possible losses that depend on its kind', () => {
    const caller = { kind: 'global', guessed: true, client_id: 'c', upstream_id: 'c' };
    const told = explain(map, {
      method: 'GET',
      path: '/api/connections',
      query: '',
      body: undefined,
      caller,
    });
    expect(told.lossy).toEqual([]);
    expect(told.mayLose.map(({ id }) => id)).toContain('global-status');
    const calls = told.steps.flatMap((step) => (step.kind === 'call' ? [step] : []));
    expect(calls.map(({ path, when }) => [decodeURIComponent(path), when])).toEqual([
      ['/api/v2/clients/c', undefined],
      ['/api/v2/connections', undefined],
      ['/api/v2/connections', '{beyond}'],
      ['/api/v2/clients/{asker.client_id}/connections', '{asker.client_id}'],
    ]);
  });

  test('is listed with each loss once', () => {
    const listed = listRoutes(map.routes).flatMap(({ lossy }) => [lossy.map(({ id }) => id)]);
    for (const ids of listed) expect(new Set(ids).size).toBe(ids.length);
  });

  test('names a slot or a step that exists', () => {
    const yaml = (when: string) => `summary: Delete one gadget.
change: None.
v1: DELETE /api/gadgets/{gadget_id}/maybe
v2:
  - call: DELETE /api/v2/gadgets/{gadget_id}
    when: ${when}
    scopes: [delete:gadgets]
reply: { text: OK }
`;
    expect(faultsWith({ 'gadgets/maybe.yaml': yaml('$gadget_id') })).toEqual([]);
    expect(faultsWith({ 'gadgets/maybe.yaml': yaml('$nothing') })).toEqual([
      expect.stringMatching(/^gadgets\/maybe.yaml:6:11 "nothing" has no source/),
    ]);
    expect(faultsWith({ 'gadgets/maybe.yaml': yaml('always') })).toEqual([
      expect.stringMatching(/^gadgets\/maybe.yaml:6:11 "when" must be a reference/),
    ]);
  });
});
