import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RulesState } from '../../../src/sandbox/rule-store.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { SandboxCaller } from '../../support/sandbox.js';

const script = 'function (user, context, callback) { callback(null, user, context); }';

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly order: number;
}

let sandbox: Sandbox;
let caller: SandboxCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  caller = await SandboxCaller.open(sandbox);
});
afterAll(() => sandbox.close());

async function created(name: string, more: object = {}): Promise<Rule> {
  const { status, body } = await caller.send('POST', '/rules', { name, script, ...more });
  expect(status).toBe(201);
  return body as Rule;
}

describe('/rules', () => {
  test('a rule without an order comes last and is on', async () => {
    const highest = Math.max(...sandbox.tenant.rules.all().map(({ order }) => order));
    const rule = await created('Comes last');
    expect(rule).toEqual({
      id: expect.stringMatching(/^rul_[A-Za-z0-9]{16}$/),
      enabled: true,
      script,
      name: 'Comes last',
      order: highest + 1,
      stage: 'login_success',
    });
    const { body } = await caller.get('/rules');
    expect((body as Rule[]).at(-1)).toEqual(rule);
  });

  test.each<[string, object, { status: number; message: string }]>([
    [
      'the name of another rule',
      { name: 'Add country' },
      { status: 409, message: 'A rule with the same name already exists' },
    ],
    [
      'the order of another rule',
      { name: 'Other', order: 1 },
      { status: 409, message: 'A rule with the same order already exists' },
    ],
    [
      'a percent sign in the name',
      { name: '50% off' },
      { status: 400, message: 'String does not match pattern' },
    ],
    ['no script', { name: 'Empty', script: '' }, { status: 400, message: 'String is too short' }],
    [
      'a stage',
      { name: 'Staged', stage: 'login_success' },
      { status: 400, message: 'Additional properties not allowed: stage' },
    ],
  ])('refuses %s', async (_, body, { status, message }) => {
    const before = sandbox.tenant.rules.all();
    const reply = await caller.send('POST', '/rules', { script, ...body });
    expect(reply).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
    expect(sandbox.tenant.rules.all()).toEqual(before);
  });

  test('a PATCH may repeat the name and order of its rule, and cannot take the order of another rule', async () => {
    const { id, name, order } = await created('Keeps its own');
    const kept = await caller.send('PATCH', `/rules/${id}`, { name, order, enabled: false });
    expect(kept).toMatchObject({ status: 200, body: { id, name, order, enabled: false, script } });
    expect(await caller.send('PATCH', `/rules/${id}`, { order: 1 })).toMatchObject({ status: 409 });
    expect(await caller.send('PATCH', `/rules/${id}`, {})).toMatchObject({ status: 400 });
  });

  test('a deleted rule is 404 for GET and PATCH, and 204 for DELETE', async () => {
    const { id } = await created('Soon gone');
    expect((await caller.send('DELETE', `/rules/${id}`)).status).toBe(204);
    expect((await caller.send('DELETE', `/rules/${id}`)).status).toBe(204);
    const gone = { status: 404, body: { errorCode: 'inexistent_rule' } };
    expect(await caller.get(`/rules/${id}`)).toMatchObject(gone);
    expect(await caller.send('PATCH', `/rules/${id}`, { enabled: true })).toMatchObject(gone);
  });

  test('pages with totals count all rules', async () => {
    const total = sandbox.tenant.rules.all().length;
    const { body } = await caller.get('/rules?include_totals=true&page=1&per_page=2&fields=name');
    const names = sandbox.tenant.rules.all().map(({ name }) => ({ name }));
    expect(body).toEqual({ start: 2, limit: 2, total, rules: names.slice(2, 4) });
  });
});

describe('a tenant whose rules are', () => {
  const statuses: Record<RulesState, Record<string, number>> = {
    open: { list: 200, create: 201, enable: 200, edit: 200, config: 200, remove: 204 },
    frozen: { list: 200, create: 403, enable: 200, edit: 403, config: 200, remove: 204 },
    gone: { list: 404, create: 404, enable: 404, edit: 404, config: 404, remove: 404 },
  };

  test.each(Object.entries(statuses))(
    '%s gives each request the status of that state',
    async (state, expected) => {
      const own = await startSandbox({ seedUsers: 0, rules: state as RulesState });
      const its = await SandboxCaller.open(own);
      const id = own.tenant.rules.all()[0]?.id ?? '';
      const status = async (method: string, path: string, body?: object): Promise<number> =>
        (await its.send(method, path, body)).status;
      expect({
        list: await status('GET', '/rules'),
        create: await status('POST', '/rules', { name: 'New', script }),
        enable: await status('PATCH', `/rules/${id}`, { enabled: true }),
        edit: await status('PATCH', `/rules/${id}`, { script, enabled: true }),
        config: await status('PUT', '/rules-configs/KEY', { value: 'x' }),
        remove: await status('DELETE', `/rules/${id}`),
      }).toEqual(expected);
      await own.close();
    },
  );
});

describe('/rules-configs', () => {
  test('stores values and lists keys only', async () => {
    const set = await caller.send('PUT', '/rules-configs/A-1@*+:_', { value: 's3cret' });
    expect(set).toMatchObject({ status: 200, body: { key: 'A-1@*+:_', value: 's3cret' } });
    expect((await caller.get('/rules-configs')).body).toEqual([{ key: 'LOG_TOKEN' }, { key: 'A-1@*+:_' }]);
    expect((await caller.send('DELETE', '/rules-configs/A-1@*+:_')).status).toBe(204);
    expect((await caller.get('/rules-configs')).body).toEqual([{ key: 'LOG_TOKEN' }]);
  });

  test('refuses a key with a space', async () => {
    const reply = await caller.send('PUT', '/rules-configs/a%20b', { value: '' });
    expect(reply).toMatchObject({ status: 400, body: { errorCode: 'invalid_uri' } });
  });
});

describe('/email-templates', () => {
  const whole = {
    template: 'reset_email',
    body: '<p>{{ url }}</p>',
    from: 'me@example.com',
    subject: 'Reset',
    syntax: 'liquid',
    enabled: false,
  };

  test('a template that is not customised can only be created', async () => {
    for (const method of ['GET', 'PATCH', 'PUT']) {
      const body = { PATCH: { enabled: true }, PUT: whole, GET: undefined }[method];
      expect((await caller.send(method, '/email-templates/reset_email', body)).status).toBe(404);
    }
    expect(await caller.send('POST', '/email-templates', whole)).toMatchObject({ status: 200, body: whole });
    const again = await caller.send('POST', '/email-templates', whole);
    expect(again.body).toEqual({
      statusCode: 409,
      error: 'Conflict',
      message: 'Template reset_email already exists.',
    });
  });

  test('PATCH keeps other fields, PUT removes them', async () => {
    const patched = await caller.send('PATCH', '/email-templates/verify_email', { subject: 'New' });
    expect(patched.body).toMatchObject({ subject: 'New', enabled: true, resultUrl: expect.any(String) });
    const set = { ...whole, template: 'verify_email' };
    expect((await caller.send('PUT', '/email-templates/verify_email', set)).body).toEqual(set);
  });

  test.each<[string, string, object]>([
    ['an unknown name', 'PATCH /email-templates/no_such_email', { enabled: true }],
    ['an unknown field', 'PATCH /email-templates/welcome_email', { disabled: true }],
    ['half a template', 'POST /email-templates', { template: 'blocked_account', body: 'x' }],
  ])('refuses %s', async (_, line, body) => {
    const [method = '', path = ''] = line.split(' ');
    expect((await caller.send(method, path, body)).status).toBe(400);
  });
});
