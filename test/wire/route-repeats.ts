/**
 * By line of the map: what a write is told that has been made before, where that is not the same as the first time. A
 * record that is there already is 400, for some SDKs take v2's 409 for success (facts of v1, section 10); one that is
 * gone is 404. Every other write sets what is set already.
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
