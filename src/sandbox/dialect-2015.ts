import { readBearer2015 } from './bearer-2015.js';
import { machineGrant2015 } from './oauth/machine-grant-2015.js';
import type { Dialect } from './operation.js';
import { clientsResource2015 } from './resources/clients-resource-2015.js';
import { connectionStatusResource } from './resources/connection-status-resource.js';
import { connectionsResource2015 } from './resources/connections-resource-2015.js';
import { deviceCredentialsResource2015 } from './resources/device-credentials-resource-2015.js';
import { emailTemplatesResource } from './resources/email-templates-resource.js';
import { jobsResource } from './resources/jobs-resource.js';
import { multifactorResource } from './resources/multifactor-resource.js';
import { rulesConfigsResource } from './resources/rules-configs-resource.js';
import { rulesResource2015 } from './resources/rules-resource-2015.js';
import { ticketsResource2015 } from './resources/tickets-resource-2015.js';
import { userBlocksResource } from './resources/user-blocks-resource.js';
import { userIdentitiesResource } from './resources/user-identities-resource.js';
import type { SearchEngine2015 } from './resources/users-list-2015.js';
import { usersResource2015 } from './resources/users-resource-2015.js';

/**
 * v2 around 2015, as the seed describes it, for a tenant with this search engine. It has no logs, no users by
 * e-mail, and no list of a connection's clients. What no source dates (e-mail templates, rules-configs, user
 * blocks) is as today.
 */
export function dialect2015(engine: SearchEngine2015): Dialect {
  return {
    name: '2015',
    tenant: { typedIds: true, encodedSecrets: true },
    tooMany: {
      message:
        'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.',
    },
    readBearer: readBearer2015,
    machineGrant: machineGrant2015,
    passwordLogin: '/oauth/ro',
    operations: [
      ...usersResource2015(engine),
      ...userIdentitiesResource,
      ...userBlocksResource,
      ...multifactorResource,
      ...connectionsResource2015,
      ...connectionStatusResource,
      ...clientsResource2015,
      ...deviceCredentialsResource2015,
      ...ticketsResource2015,
      ...jobsResource,
      ...rulesResource2015,
      ...rulesConfigsResource,
      ...emailTemplatesResource,
    ],
  };
}
