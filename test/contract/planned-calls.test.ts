import { readFileSync } from 'node:fs';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from '@jest/globals';
import { dialects, inDialect, readScenarios, type Dialect } from '../support/scenario.js';

interface Operation {
  query?: Record<string, object>;
  body?: object;
  bodyRequired?: boolean;
  statuses: number[];
}

interface Contract {
  paths: Record<string, Record<string, Operation>>;
  components?: object;
}

const contracts: Record<Dialect, Contract> = {
  current: read('routes-map/v2-contract.json'),
  '2015': read('routes-map/v2-contract-2015.json'),
};
const ajv = new Ajv({ strict: false, coerceTypes: false, allErrors: true });
formats.default(ajv);
ajv.addFormat('strict-uri', /^[a-z][a-z0-9+.-]*:\/\/\S+$/i);
// The document names further formats without a definition: the check is that a value is not blank.
for (const [, name = ''] of JSON.stringify(contracts).matchAll(/"format":"([^"]+)"/g)) {
  if (ajv.formats[name] === undefined) ajv.addFormat(name, /\S/);
}
ajv.addSchema({ $id: 'contract', components: contracts.current.components });

const calls = dialects.flatMap((dialect) =>
  readScenarios().flatMap(({ id, scenarios }) =>
    inDialect(scenarios, dialect).flatMap(({ name, upstream }) =>
      (upstream ?? []).map((call) => ({ title: `${id}: ${name}: ${call.call}`, dialect, call })),
    ),
  ),
);

describe('each v2 call that a scenario expects is valid in the v2 of its dialect', () => {
  test.each(calls)('$dialect: $title', ({ dialect, call }) => {
    const operation = operationOf(dialect, call.call);
    expect(Object.keys(call.query ?? {}).filter((key) => operation.query?.[key] === undefined)).toEqual([]);
    for (const [key, value] of Object.entries(call.query ?? {}))
      expectValid(operation.query?.[key] ?? {}, value, true);
    if (call.body === '$any') return;
    if (call.body === undefined) expect(operation.bodyRequired ?? false).toBe(false);
    else expectValid(operation.body ?? { not: {} }, call.body, false);
  });
});

// For a list without paging parameters v2 gives 50 items, and does not say that there are more.
describe('a list that v2 gives in pages is requested in pages', () => {
  const paging = ['per_page', 'take'];
  const lists = calls.filter(({ dialect, call }) => {
    const { query = {} } = findOperation(dialect, call.call) ?? {};
    // v2 has one connection of a name.
    return (
      call.call.startsWith('GET ') && paging.some((key) => key in query) && call.query?.['name'] === undefined
    );
  });

  test.each(lists)('$dialect: $title', ({ call }) => {
    expect(Object.keys(call.query ?? {}).filter((key) => paging.includes(key))).toHaveLength(1);
  });
});

function read(file: string): Contract {
  return JSON.parse(readFileSync(file, 'utf8')) as Contract;
}

function operationOf(dialect: Dialect, call: string): Operation {
  const operation = findOperation(dialect, call);
  if (operation === undefined)
    throw new Error(
      `v2 of the dialect ${dialect} has no ${call}. Is it for one dialect only? Then say "dialect".`,
    );
  return operation;
}

function findOperation(dialect: Dialect, call: string): Operation | undefined {
  const [method = '', path = ''] = call.split(' ');
  const wanted = path.split('/');
  const { paths } = contracts[dialect];
  const template = Object.keys(paths).find((candidate) => {
    const parts = candidate.split('/');
    return (
      parts.length === wanted.length && parts.every((part, n) => part.startsWith('{') || part === wanted[n])
    );
  });
  return paths[template ?? '']?.[method.toLowerCase()];
}

/** Query values travel as strings: they are compared in the type that the document gives them. */
function expectValid(schema: object, value: unknown, fromQuery: boolean): void {
  const { type } = schema as { type?: string };
  const typed =
    fromQuery && typeof value === 'string' && (type === 'integer' || type === 'boolean')
      ? (JSON.parse(value) as unknown)
      : value;
  const validate = ajv.compile(rebased(schema));
  expect({ valid: validate(typed), errors: validate.errors ?? [] }).toEqual({ valid: true, errors: [] });
}

function rebased(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')) as object;
}
