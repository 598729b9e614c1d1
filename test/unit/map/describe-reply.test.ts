import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { listRoutes } from '../../../src/map/print/list-routes.js';
import { loadMap } from '../../../src/map/load-map.js';
import { reshapes } from '../../../src/reshapes/registry.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const listed = new Map(listRoutes(map.routes).map(({ id, reply }) => [id, reply]));

describe('the description of a reply', () => {
  test.each([
    ['users.block', 'a text', '200 text OK'],
    ['users.get', "v2's answer, reshaped", '200 user-to-v1'],
    ['users.list', 'a list with pages', '200 list of user-to-v1, with Link'],
    ['rules.list', 'a list that is always whole', '200 list of rule-to-v1'],
    ['rules.create', 'what a step has made', '201 rule-to-v1'],
    ['rules-configs.list', "v2's answer as it is", "200 v2's answer"],
    ['connections.delete', 'a body with what a step knows', '200 {"removed":"{connection.id}"}'],
    ['rules-configs.set', 'a body with a slot', '200 {"key":"{config-key}"}'],
    ['users.get-jsonp', 'a script', '200 script {cbx}({"status":200,"user":...}), user-to-v1'],
    ['users.impersonate', 'what is gone', '501 error'],
  ])('%s: %s', (id, _what, words) => {
    expect(listed.get(id)).toBe(words);
  });

  test('holds the values of the request when that request is explained', () => {
    const asked = { method: 'PUT', path: '/api/rules-configs/KEY', query: '', body: { value: 'v' } };
    expect(explain(map, asked).reply).toEqual({ status: 200, from: '{"key":"KEY"}' });
  });
});
