import { clientCreateToV2 } from './client-create-to-v2.js';
import { clientToV1 } from './client-to-v1.js';
import { clientUpdateToV2 } from './client-update-to-v2.js';
import { clientUsersToV2 } from './client-users-to-v2.js';
import { clientsOfUser } from './clients-of-user.js';
import { clientsToV1 } from './clients-to-v1.js';
import { devicesToV1 } from './devices-to-v1.js';
import { emailToV2 } from './email-to-v2.js';
import { identityFromUserId } from './identity-from-user-id.js';
import { metadataMergeToV2 } from './metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from './metadata-replace-to-v2.js';
import { metadataToV1 } from './metadata-to-v1.js';
import { pagingToV2 } from './paging-to-v2.js';
import type { Reshape } from './reshape.js';
import { searchToV2 } from './search-to-v2.js';
import { userCreateToV2 } from './user-create-to-v2.js';
import { userIdToV2 } from './user-id-to-v2.js';
import { userLogsToV1 } from './user-logs-to-v1.js';
import { userToV1 } from './user-to-v1.js';

const byFileName: Record<string, Reshape> = {
  'client-create-to-v2': clientCreateToV2,
  'client-to-v1': clientToV1,
  'client-update-to-v2': clientUpdateToV2,
  'client-users-to-v2': clientUsersToV2,
  'clients-of-user': clientsOfUser,
  'clients-to-v1': clientsToV1,
  'devices-to-v1': devicesToV1,
  'email-to-v2': emailToV2,
  'identity-from-user-id': identityFromUserId,
  'metadata-merge-to-v2': metadataMergeToV2,
  'metadata-replace-to-v2': metadataReplaceToV2,
  'metadata-to-v1': metadataToV1,
  'paging-to-v2': pagingToV2,
  'search-to-v2': searchToV2,
  'user-create-to-v2': userCreateToV2,
  'user-id-to-v2': userIdToV2,
  'user-logs-to-v1': userLogsToV1,
  'user-to-v1': userToV1,
};

/** Every function that the map may name, by its file name. Without a prototype: `constructor` is no reshape. */
export const reshapes: Readonly<Record<string, Reshape>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, Reshape>, byFileName),
);
