import { clientCreate2015ToV2 } from './clients/client-create-2015-to-v2.js';
import { clientCreateToV2 } from './clients/client-create-to-v2.js';
import { clientToV1 } from './clients/client-to-v1.js';
import { clientUpdate2015ToV2 } from './clients/client-update-2015-to-v2.js';
import { clientUpdateToV2 } from './clients/client-update-to-v2.js';
import { clientsOfUser } from './clients/clients-of-user.js';
import { clientsToV1 } from './clients/clients-to-v1.js';
import { hasPlainSecret } from './clients/has-plain-secret.js';
import { knownClientId } from './clients/known-client-id.js';
import { lacksPrivateKey } from './clients/lacks-private-key.js';
import { rewritesCallbacks } from './clients/rewrites-callbacks.js';
import { unsureOfClientId } from './clients/unsure-of-client-id.js';
import { allClientsWanted } from './connections/all-clients-wanted.js';
import { askingClient } from './connections/asking-client.js';
import { connectionChange2015ToV2 } from './connections/connection-change-2015-to-v2.js';
import { connectionChangeToV2 } from './connections/connection-change-to-v2.js';
import { connectionCreateToV2 } from './connections/connection-create-to-v2.js';
import { connectionFilterToV2 } from './connections/connection-filter-to-v2.js';
import { connectionNameToV2 } from './connections/connection-name-to-v2.js';
import { connectionToV1 } from './connections/connection-to-v1.js';
import { connectionsOfClient } from './connections/connections-of-client.js';
import { connectionsOfStrategies } from './connections/connections-of-strategies.js';
import { connectionsToV1 } from './connections/connections-to-v1.js';
import { lacksProvisioningTicket } from './connections/lacks-provisioning-ticket.js';
import { membersTold } from './connections/members-told.js';
import { renamesStrategy } from './connections/renames-strategy.js';
import { unsureWhoAsks } from './connections/unsure-who-asks.js';
import { emailTemplateCreateToV2 } from './emails/email-template-create-to-v2.js';
import { emailTemplatePatchToV2 } from './emails/email-template-patch-to-v2.js';
import { emailTemplateToV1 } from './emails/email-template-to-v1.js';
import { endsAt1000 } from './lists/ends-at-1000.js';
import { endsAt10000 } from './lists/ends-at-10000.js';
import { pageOfList } from './lists/page-of-list.js';
import { pageOrFound } from './lists/page-or-found.js';
import { pagingToV2 } from './lists/paging-to-v2.js';
import { checkpointToV2 } from './logs/checkpoint-to-v2.js';
import { guessesLogTotal } from './logs/guesses-log-total.js';
import { logQueryToV2 } from './logs/log-query-to-v2.js';
import { logToV1 } from './logs/log-to-v1.js';
import { logsToV1 } from './logs/logs-to-v1.js';
import { dropsNulls } from './metadata/drops-nulls.js';
import { hasNulls } from './metadata/has-nulls.js';
import { keepsRefusedNames } from './metadata/keeps-refused-names.js';
import { metadataMergeToV2 } from './metadata/metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from './metadata/metadata-replace-to-v2.js';
import { ruleToV1 } from './rules/rule-to-v1.js';
import { ruleToV2 } from './rules/rule-to-v2.js';
import { ruleUpdateToV2 } from './rules/rule-update-to-v2.js';
import { userList2015ToV2 } from './search/user-list-2015-to-v2.js';
import { userListToV2 } from './search/user-list-to-v2.js';
import { usersFound } from './search/users-found.js';
import { passwordTicketToV2 } from './tickets/password-ticket-to-v2.js';
import { ticketLink } from './tickets/ticket-link.js';
import { ticketUser2015ToV2 } from './tickets/ticket-user-2015-to-v2.js';
import { ticketUserToV2 } from './tickets/ticket-user-to-v2.js';
import { databaseIdentity } from './users/database-identity.js';
import { devicesToV1 } from './users/devices-to-v1.js';
import { emailToV2 } from './users/email-to-v2.js';
import { hasUpperCase } from './users/has-upper-case.js';
import { hidesAccessTokens } from './users/hides-access-tokens.js';
import { hidesMetadata } from './users/hides-metadata.js';
import { holdsNamesTwice } from './users/holds-names-twice.js';
import { identityFromUserId } from './users/identity-from-user-id.js';
import { keepsNulls } from './users/keeps-nulls.js';
import { lacksLastClient } from './users/lacks-last-client.js';
import { lacksV1Id } from './users/lacks-v1-id.js';
import { leavesOutFields } from './users/leaves-out-fields.js';
import { metadataToV1 } from './users/metadata-to-v1.js';
import { ownUserId } from './users/own-user-id.js';
import { passwordChangeToV2 } from './users/password-change-to-v2.js';
import { profileUserId } from './users/profile-user-id.js';
import { publicKeyToV2 } from './users/public-key-to-v2.js';
import { typedUserId } from './users/typed-user-id.js';
import { userCreateToV2 } from './users/user-create-to-v2.js';
import { userIdOfUser } from './users/user-id-of-user.js';
import { userIdToV2 } from './users/user-id-to-v2.js';
import { userOfAddress } from './users/user-of-address.js';
import { userToV1 } from './users/user-to-v1.js';
import { hasOtherFields } from './has-other-fields.js';
import { isFalse } from './is-false.js';
import type { Reshape } from './reshape.js';

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
