import { readBearer } from './bearer.js';
import { machineGrant } from './oauth/machine-grant.js';
import type { Dialect } from './operation.js';
import { clientConnectionsResource } from './resources/client-connections-resource.js';
import { clientsResource } from './resources/clients-resource.js';
import { connectionClientsResource } from './resources/connection-clients-resource.js';
import { connectionStatusResource } from './resources/connection-status-resource.js';
import { connectionsResource } from './resources/connections-resource.js';
import { deviceCredentialsResource } from './resources/device-credentials-resource.js';
import { emailTemplatesResource } from './resources/email-templates-resource.js';
import { jobsResource } from './resources/jobs-resource.js';
import { logsResource } from './resources/logs-resource.js';
import { multifactorResource } from './resources/multifactor-resource.js';
import { rulesConfigsResource } from './resources/rules-configs-resource.js';
import { rulesResource } from './resources/rules-resource.js';
import { ticketsResource } from './resources/tickets-resource.js';
import { userBlocksResource } from './resources/user-blocks-resource.js';
import { userIdentitiesResource } from './resources/user-identities-resource.js';
import { usersByEmailResource } from './resources/users-by-email-resource.js';
import { usersResource } from './resources/users-resource.js';

/** v2 as it is today. A new resource is one file, and one line here. */
export const dialectCurrent: Dialect = {
  name: 'current',
  tenant: {},
  tooMany: { message: 'Global limit has been reached', errorCode: 'too_many_requests' },
  readBearer,
  machineGrant,
  passwordLogin: '/oauth/token',
  operations: [
    ...usersResource,
    ...usersByEmailResource,
    ...userIdentitiesResource,
    ...userBlocksResource,
    ...multifactorResource,
    ...connectionsResource,
    ...connectionClientsResource,
    ...connectionStatusResource,
    ...clientsResource,
    ...clientConnectionsResource,
    ...deviceCredentialsResource,
    ...ticketsResource,
    ...jobsResource,
    ...logsResource,
    ...rulesResource,
    ...rulesConfigsResource,
    ...emailTemplatesResource,
  ],
};
