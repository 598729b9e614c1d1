/**
 * By line of the map: the status of a repeated write, where it differs from the first. An existing record is 400,
 * because some SDKs take v2's 409 for success (facts v1, section 10); a deleted one is 404. Every other write sets what
 * is already set.
 */
export const routeRepeats: Readonly<Record<string, number>> = {
  'POST /api/users': 400,
  'POST /api/connections': 400,
  'POST /api/rules': 400,
  'POST /api/emails': 400,
  'DELETE /api/users/{user_id}': 404,
  'DELETE /api/users/{user_id}/publickey': 404,
  'DELETE /api/users/{user_id}/public_key': 404,
  'DELETE /api/connections/{connection-name}': 404,
  'DELETE /api/clients/{client-id}': 404,
  'DELETE /api/rules/{rule-name}': 404,
};
