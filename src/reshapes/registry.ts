import { allClientsWanted } from './all-clients-wanted.js';
import { askingClient } from './asking-client.js';
import { checkpointToV2 } from './checkpoint-to-v2.js';
import { clientCreate2015ToV2 } from './client-create-2015-to-v2.js';
import { clientCreateToV2 } from './client-create-to-v2.js';
import { clientToV1 } from './client-to-v1.js';
import { clientUpdate2015ToV2 } from './client-update-2015-to-v2.js';
import { clientUpdateToV2 } from './client-update-to-v2.js';
import { clientsOfUser } from './clients-of-user.js';
import { clientsToV1 } from './clients-to-v1.js';
import { connectionChange2015ToV2 } from './connection-change-2015-to-v2.js';
import { connectionChangeToV2 } from './connection-change-to-v2.js';
import { connectionCreateToV2 } from './connection-create-to-v2.js';
import { connectionFilterToV2 } from './connection-filter-to-v2.js';
import { connectionNameToV2 } from './connection-name-to-v2.js';
import { connectionToV1 } from './connection-to-v1.js';
import { connectionsOfClient } from './connections-of-client.js';
import { connectionsOfStrategies } from './connections-of-strategies.js';
import { connectionsToV1 } from './connections-to-v1.js';
import { databaseIdentity } from './database-identity.js';
import { devicesToV1 } from './devices-to-v1.js';
import { dropsNulls } from './drops-nulls.js';
import { emailTemplateCreateToV2 } from './email-template-create-to-v2.js';
import { emailTemplatePatchToV2 } from './email-template-patch-to-v2.js';
import { emailTemplateToV1 } from './email-template-to-v1.js';
import { emailToV2 } from './email-to-v2.js';
import { endsAt10000 } from './ends-at-10000.js';
import { endsAt1000 } from './ends-at-1000.js';
import { guessesLogTotal } from './guesses-log-total.js';
import { hasNulls } from './has-nulls.js';
import { hasOtherFields } from './has-other-fields.js';
import { hasPlainSecret } from './has-plain-secret.js';
import { hasUpperCase } from './has-upper-case.js';
import { hidesAccessTokens } from './hides-access-tokens.js';
import { hidesMetadata } from './hides-metadata.js';
import { holdsNamesTwice } from './holds-names-twice.js';
import { identityFromUserId } from './identity-from-user-id.js';
import { isFalse } from './is-false.js';
import { keepsNulls } from './keeps-nulls.js';
import { keepsRefusedNames } from './keeps-refused-names.js';
import { knownClientId } from './known-client-id.js';
import { lacksLastClient } from './lacks-last-client.js';
import { lacksPrivateKey } from './lacks-private-key.js';
import { lacksProvisioningTicket } from './lacks-provisioning-ticket.js';
import { lacksV1Id } from './lacks-v1-id.js';
import { leavesOutFields } from './leaves-out-fields.js';
import { logQueryToV2 } from './log-query-to-v2.js';
import { logToV1 } from './log-to-v1.js';
import { logsToV1 } from './logs-to-v1.js';
import { membersTold } from './members-told.js';
import { metadataMergeToV2 } from './metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from './metadata-replace-to-v2.js';
import { metadataToV1 } from './metadata-to-v1.js';
import { ownUserId } from './own-user-id.js';
import { pageOfList } from './page-of-list.js';
import { pageOrFound } from './page-or-found.js';
import { pagingToV2 } from './paging-to-v2.js';
import { passwordChangeToV2 } from './password-change-to-v2.js';
import { passwordTicketToV2 } from './password-ticket-to-v2.js';
import { profileUserId } from './profile-user-id.js';
import { publicKeyToV2 } from './public-key-to-v2.js';
import { renamesStrategy } from './renames-strategy.js';
import type { Reshape } from './reshape.js';
import { rewritesCallbacks } from './rewrites-callbacks.js';
import { ruleToV1 } from './rule-to-v1.js';
import { ruleToV2 } from './rule-to-v2.js';
import { ruleUpdateToV2 } from './rule-update-to-v2.js';
import { ticketLink } from './ticket-link.js';
import { ticketUser2015ToV2 } from './ticket-user-2015-to-v2.js';
import { ticketUserToV2 } from './ticket-user-to-v2.js';
import { typedUserId } from './typed-user-id.js';
import { unsureOfClientId } from './unsure-of-client-id.js';
import { unsureWhoAsks } from './unsure-who-asks.js';
import { userCreateToV2 } from './user-create-to-v2.js';
import { userIdOfUser } from './user-id-of-user.js';
import { userIdToV2 } from './user-id-to-v2.js';
import { userList2015ToV2 } from './user-list-2015-to-v2.js';
import { userListToV2 } from './user-list-to-v2.js';
import { userOfAddress } from './user-of-address.js';
import { userToV1 } from './user-to-v1.js';
import { usersFound } from './users-found.js';

const byFileName: Record<string, Reshape> = {
  'all-clients-wanted': allClientsWanted,
  'asking-client': askingClient,
  'connection-change-to-v2': connectionChangeToV2,
  'connection-change-2015-to-v2': connectionChange2015ToV2,
  'connection-create-to-v2': connectionCreateToV2,
  'connection-filter-to-v2': connectionFilterToV2,
  'connection-name-to-v2': connectionNameToV2,
  'connection-to-v1': connectionToV1,
  'connections-of-client': connectionsOfClient,
  'connections-of-strategies': connectionsOfStrategies,
  'connections-to-v1': connectionsToV1,
  'checkpoint-to-v2': checkpointToV2,
  'client-create-2015-to-v2': clientCreate2015ToV2,
  'client-create-to-v2': clientCreateToV2,
  'client-to-v1': clientToV1,
  'client-update-2015-to-v2': clientUpdate2015ToV2,
  'client-update-to-v2': clientUpdateToV2,
  'clients-of-user': clientsOfUser,
  'clients-to-v1': clientsToV1,
  'database-identity': databaseIdentity,
  'devices-to-v1': devicesToV1,
  'drops-nulls': dropsNulls,
  'email-template-create-to-v2': emailTemplateCreateToV2,
  'email-template-patch-to-v2': emailTemplatePatchToV2,
  'email-template-to-v1': emailTemplateToV1,
  'email-to-v2': emailToV2,
  'ends-at-10000': endsAt10000,
  'ends-at-1000': endsAt1000,
  'guesses-log-total': guessesLogTotal,
  'has-nulls': hasNulls,
  'has-other-fields': hasOtherFields,
  'has-plain-secret': hasPlainSecret,
  'has-upper-case': hasUpperCase,
  'hides-access-tokens': hidesAccessTokens,
  'hides-metadata': hidesMetadata,
  'holds-names-twice': holdsNamesTwice,
  'identity-from-user-id': identityFromUserId,
  'is-false': isFalse,
  'keeps-nulls': keepsNulls,
  'keeps-refused-names': keepsRefusedNames,
  'known-client-id': knownClientId,
  'lacks-last-client': lacksLastClient,
  'lacks-private-key': lacksPrivateKey,
  'lacks-provisioning-ticket': lacksProvisioningTicket,
  'lacks-v1-id': lacksV1Id,
  'leaves-out-fields': leavesOutFields,
  'log-query-to-v2': logQueryToV2,
  'log-to-v1': logToV1,
  'logs-to-v1': logsToV1,
  'members-told': membersTold,
  'metadata-merge-to-v2': metadataMergeToV2,
  'metadata-replace-to-v2': metadataReplaceToV2,
  'metadata-to-v1': metadataToV1,
  'own-user-id': ownUserId,
  'page-of-list': pageOfList,
  'page-or-found': pageOrFound,
  'paging-to-v2': pagingToV2,
  'password-change-to-v2': passwordChangeToV2,
  'password-ticket-to-v2': passwordTicketToV2,
  'profile-user-id': profileUserId,
  'renames-strategy': renamesStrategy,
  'rewrites-callbacks': rewritesCallbacks,
  'public-key-to-v2': publicKeyToV2,
  'rule-to-v1': ruleToV1,
  'rule-to-v2': ruleToV2,
  'rule-update-to-v2': ruleUpdateToV2,
  'ticket-link': ticketLink,
  'ticket-user-2015-to-v2': ticketUser2015ToV2,
  'ticket-user-to-v2': ticketUserToV2,
  'typed-user-id': typedUserId,
  'unsure-of-client-id': unsureOfClientId,
  'unsure-who-asks': unsureWhoAsks,
  'user-create-to-v2': userCreateToV2,
  'user-id-of-user': userIdOfUser,
  'user-id-to-v2': userIdToV2,
  'user-list-2015-to-v2': userList2015ToV2,
  'user-list-to-v2': userListToV2,
  'user-of-address': userOfAddress,
  'user-to-v1': userToV1,
  'users-found': usersFound,
};

/** Every function that the map may name, by file name. Without a prototype, so that `constructor` is not a reshape. */
export const reshapes: Readonly<Record<string, Reshape>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, Reshape>, byFileName),
);
