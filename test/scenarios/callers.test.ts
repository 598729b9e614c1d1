import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import type { Route } from '../../src/map/route.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { callerKinds, type CallerKind } from '../../src/tokens/caller.js';
import { exampleOf, seedExample, type Example } from '../support/route-example.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';

interface Answer {
  readonly status: number;
  readonly sentence: string;
}

const { routes } = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});

let stage: SandboxGateway;

beforeAll(async () => {
  stage = await openSandboxGateway({ HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true' });
});

afterAll(() => stage.close());

const pairs = routes.flatMap((route) => callerKinds.map((kind) => ({ id: route.id, kind, route })));

describe('the map allows', () => {
  test.each(pairs.filter(({ kind, route }) => route.callers.has(kind)))(
    '$kind to $id',
    async ({ kind, route }) => {
      const { status, sentence } = await ask(kind, await exampleOf(route, stage.sandbox));
      if (comesWithoutSecret(kind) && needsSecret(route)) expect(status).toBe(501);
      else if (route.gone === undefined) expect([status, sentence]).toEqual([success(status), '']);
      else expect([status, sentence]).toEqual([501, route.gone]);
    },
  );
});

/** A caller with a v2 token has not proven a client's identity to holdover: no client's secret is used for it. */
function comesWithoutSecret(kind: CallerKind): boolean {
  return kind === 'v2';
}

function needsSecret({ steps }: Route): boolean {
  return steps.some((step) => step.kind === 'call' && step.bearer === 'credentials');
}

describe('the map refuses, without a call to the tenant,', () => {
  test.each(pairs.filter(({ kind, route }) => !route.callers.has(kind)))(
    '$kind at $id',
    async ({ kind, route }) => {
      const { status, sentence } = await ask(kind, await exampleOf(route, stage.sandbox));
      const reason =
        kind === 'anonymous'
          ? /^Missing access token/
          : /^This endpoint is for callers of another kind: [\w, ]+\. /;
      expect({ status, sentence }).toEqual({ status: 401, sentence: expect.stringMatching(reason) });
      expect(stage.takeCalls()).toEqual([]);
    },
  );
});

test('a user may call exactly the routes that name its user or lead to it, and the public ones', () => {
  const forUsers = routes.filter(({ callers }) => callers.has('user'));
  expect(forUsers.map(({ id }) => id)).toEqual([
    'users.add-public-key',
    'users.get',
    'users.get-jsonp',
    'users.get-metadata',
    'users.merge-metadata',
    'users.replace-metadata',
    'users.replace-metadata-old',
    'users.revoke-public-key',
    'users.revoke-refresh-token',
    'users.send-verification-email',
    'users.send-verification-email-by-email',
    'users.unlink',
    'users.validate-password',
    'users.validate-password-jsonp',
  ]);
});

describe.each(
  routes
    .filter(({ callers }) => callers.has('user') && !callers.has('anonymous'))
    .filter(({ lines }) => lines[0].path.includes('{user_id}'))
    .map((route) => ({ id: route.id, route })),
)('$id with the id_token of another user', ({ route }) => {
  test.each(['auth0|2', 'auth0|10', 'Auth0|1', 'AUTH0|1', 'google-oauth2|1', '1', 'auth0|1 ', 'auth0|1\0'])(
    'such as %j is refused without a call to the tenant',
    async (other) => {
      const { status, sentence } = await ask('user', await exampleOf(route, stage.sandbox), other);
      expect([status, sentence]).toEqual([
        403,
        'With an id_token a user may call this for that very user only.',
      ]);
      expect(stage.takeCalls()).toEqual([]);
    },
  );
});

/** @param userId the user whose id_token a user sends; by default the one that the path names */
async function ask(kind: CallerKind, example: Example, userId?: string): Promise<Answer> {
  const { request } = example;
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const bearer = await stage.bearerOf(kind, userId ?? ownerOf(method, target));
  seedExample(stage.sandbox.tenant, example);
  stage.takeCalls();
  const withBody = request.body !== undefined && method !== 'GET';
  const response = await fetch(stage.http + target.replace(/access_token=t&?/, ''), {
    method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(withBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(withBody ? { body: JSON.stringify(request.body) } : {}),
  });
  return readAnswer(response.status, await response.text());
}

/** The user that the path names, as the map reads it. */
function ownerOf(method: string, target: string): string | undefined {
  const { pathname, search } = new URL(target, 'http://v1');
  const found = stage.map.index.find(method, pathname, search.slice(1));
  return found.kind === 'match' ? found.match.slots['user_id'] : undefined;
}

/** A JSONP script has the status in its argument, because browsers run a script only with status 200. */
function readAnswer(status: number, text: string): Answer {
  const script = /^[\w.$]+\((\{.*\})\)$/s.exec(text)?.[1];
  if (script !== undefined) {
    const { status: told, error = '' } = JSON.parse(script) as { status: number; error?: string };
    return { status: told, sentence: error };
  }
  return { status, sentence: status < 300 ? '' : (JSON.parse(text) as { message: string }).message };
}

/** The expected status: the given one where it is a success, so that a failure shows the difference. */
function success(status: number): number {
  return status >= 200 && status < 300 ? status : 200;
}
