import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toEngineV1 } from '../../src/reshapes/search/to-engine-v1.js';
import { toEngineV3 } from '../../src/reshapes/search/to-engine-v3.js';
import { userMatchesSearch } from '../../src/reshapes/search/user-matches-search.js';
import { userSearch } from '../../src/reshapes/search/user-search.js';
import type { JsonObject } from '../../src/sandbox/json-value.js';
import { compileLucene } from '../../src/sandbox/lucene/evaluate.js';
import { parseLucene } from '../../src/sandbox/lucene/parse.js';
import { userSearchSchema } from '../../src/sandbox/users/user-search-schema.js';
import { searchCases } from './user-search-cases.js';
import { v1Finds, type ModelUser } from './user-search-model.js';

const runs = { numRuns: 3000 };

/** The users that v2 shows for a query, according to the sandbox. */
function v3Finds(tenant: readonly ModelUser[], q: string | undefined): ModelUser[] {
  const matches = compileLucene(parseLucene(q ?? ''), userSearchSchema);
  return tenant.filter((user) => matches(user as unknown as JsonObject));
}

describe('a v1 search over any tenant finds the users that v1 would have found', () => {
  test('through engine v3, and fewer only where a loss says so', () => {
    fc.assert(
      fc.property(searchCases, ({ tenant, wishes, input }) => {
        const { q, losses } = toEngineV3(userSearch(input));
        const wanted = v1Finds(tenant, wishes);
        const shown = v3Finds(tenant, q);
        if (losses.length === 0) expect(shown).toEqual(wanted);
        else expect(wanted).toEqual(expect.arrayContaining(shown));
      }),
      runs,
    );
  });

  test('through the matcher, without exception', () => {
    fc.assert(
      fc.property(searchCases, ({ tenant, wishes, input }) => {
        const search = userSearch(input);
        expect(tenant.filter((user) => userMatchesSearch(search, user))).toEqual(v1Finds(tenant, wishes));
      }),
      runs,
    );
  });

  test("through the appliance's engine, and more only where a loss says so", () => {
    fc.assert(
      fc.property(searchCases, ({ tenant, wishes, input }) => {
        const { connection, losses } = toEngineV1(userSearch(input));
        const wanted = v1Finds(tenant, wishes);
        const shown = v1Finds(tenant, connection === undefined ? [] : [{ connection }]);
        if (losses.length === 0) expect(shown).toEqual(wanted);
        else expect(shown).toEqual(expect.arrayContaining(wanted));
      }),
      runs,
    );
  });

  test('and the generated searches are significant: searches with several clauses find, miss, and lose users', () => {
    const several = fc
      .sample(searchCases, { numRuns: 1000, seed: 1 })
      .filter(({ wishes }) => wishes.length > 1);
    const finding = several.filter(({ tenant, wishes }) => v1Finds(tenant, wishes).length > 0);
    const losing = several.filter(({ input }) => toEngineV3(userSearch(input)).losses.length > 0);
    expect(finding.length).toBeGreaterThan(several.length / 10);
    expect(finding.length).toBeLessThan(several.length / 2);
    expect(losing.length).toBeGreaterThan(several.length / 10);
  });
});
