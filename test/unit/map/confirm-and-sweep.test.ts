import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { loadMap } from '../../../src/map/load-map.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { faultsWith } from '../../support/map-folder.js';

const file = 'gadgets/special.yaml';
const head = `summary: Do something special.
change: None.
v1: DELETE /api/gadgets/special
v2:
`;

const confirming = (call: string): string => `${head}  - as: link
    confirm: ${call}
    scopes: [delete:gadgets]
    unchanged: { name: Bolt }
    says: { ask: Do you?, done: Done. }
reply: { body: { ticket: $link } }
`;

const sweeping = (list: string, each: string): string => `${head}  - sweep: ${list}
    key: id
    scopes: [read:gadgets]
    each:
      as: gadget
      call: ${each}
      scopes: [delete:gadgets]
reply: { text: OK }
`;

describe('a step with "confirm"', () => {
  test.each([
    {
      title: 'writes',
      call: 'GET /api/v2/gadgets/7',
      fault: `${file}:6:14 Only a write is to be confirmed.`,
    },
    {
      title: 'is held against what v2 has',
      call: 'DELETE /api/v2/gadget/7',
      fault: expect.stringContaining(`${file}:6:14 v2 has no path /api/v2/gadget/7`),
    },
  ])('$title', ({ call, fault }) => {
    expect(faultsWith({ [file]: confirming(call) })).toContainEqual(fault);
  });
});

describe('a step with "sweep"', () => {
  const list = 'GET /api/v2/gadgets';
  const each = 'DELETE /api/v2/gadgets/{gadget.id}';

  test.each([
    {
      title: 'reads its list',
      source: sweeping('DELETE /api/v2/gadgets/7', each),
      fault: `${file}:5:12 A list is read: its call is a GET.`,
    },
    {
      title: 'writes for each item',
      source: sweeping(list, 'GET /api/v2/gadgets/{gadget.id}'),
      fault: `${file}:10:13 A sweep writes for each item.`,
    },
    {
      title: 'uses the item',
      source: sweeping(list, 'DELETE /api/v2/gadgets/7'),
      fault: `${file}:10:13 Nothing uses the item "gadget": the same would be written again and again.`,
    },
    {
      title: 'knows no other item',
      source: sweeping(list, 'DELETE /api/v2/gadgets/{gadgets.id}'),
      fault: expect.stringContaining('"gadgets.id" has no source'),
    },
    {
      title: 'is of a list that can be walked along a key',
      source: sweeping('GET /api/v2/makers', each),
      fault: expect.stringContaining('This call cannot be collected: v2 takes no'),
    },
  ])('$title', ({ source, fault }) => {
    expect(faultsWith({ [file]: source })).toContainEqual(fault);
  });
});

describe('explain shows', () => {
  const map = loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect: 'current',
  });
  const printed = (method: string, path: string, more: object): string =>
    printExplanation(explain(map, { method, path, query: '', body: undefined, ...more }));

  test('the write of a ticket and that it waits for a confirmation, without the password', () => {
    const body = { newPassword: 'a-secret-2015' };
    const text = printed('POST', '/api/users/auth0|1/change_password_ticket', { body });
    expect(text).toContain(
      'PATCH /api/v2/users/auth0%7C1\n   body: {"password":"{body.newPassword}","connection":"{identity.connection}"}',
    );
    expect(text).toContain('only when whoever follows the link confirms it');
    expect(text).not.toContain('a-secret-2015');
  });

  test('the list of a sweep and the call for each item', () => {
    const switches = new Set(['HOLDOVER_ALLOW_DELETE_ALL_USERS']);
    const text = printed('DELETE', '/api/users', { caller: { kind: 'global' }, switches });
    expect(text).toContain('1. GET /api/v2/users\n');
    expect(text).toContain('to the end of the list');
    expect(text).toContain('   for each item:\n   1. DELETE /api/v2/users/{user.user_id}\n');
  });

  test('a placeholder for the secret of the client that a call names', () => {
    const body = { connection: 'c', username: 'jane', password: 'pw', client_id: 'shop' };
    const text = printed('POST', '/api/users/validate_userpassword', { body });
    expect(text).toContain('"client_id":"shop","client_secret":"{client_secret}"');
    expect(text).not.toContain('Authorization: Bearer $HOLDOVER_V2_TOKEN');
  });

  test('placeholders for the credentials of the client', () => {
    const text = printed('DELETE', '/api/users/auth0|1/refresh_tokens/abc', {});
    expect(text).toContain('"client_id":"{client_id}","client_secret":"{client_secret}"');
    expect(text).not.toContain('Authorization: Bearer $HOLDOVER_V2_TOKEN" \\\n     -H \'Content-Type');
  });
});
