import { test } from '@jest/globals';
import { crowdBeforeLimitedTenant, expectCalm } from '../support/limited-tenant.js';

test('50 clients before a tenant of 10 calls a second share its rate, and each is answered in time', async () => {
  expectCalm(await crowdBeforeLimitedTenant({ clients: 50, ms: 6_000 }), 6);
}, 60_000);
