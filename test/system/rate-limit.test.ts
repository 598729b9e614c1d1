import { test } from '@jest/globals';
import { crowdBeforeLimitedTenant, expectCalm } from '../support/limited-tenant.js';

test('50 clients before a tenant of 10 calls a second cause next to no 429 of the tenant in half a minute', async () => {
  expectCalm(await crowdBeforeLimitedTenant({ clients: 50, ms: 30_000 }), 30);
}, 120_000);
