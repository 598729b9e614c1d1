import { asJsonObject, listOf } from '../../syntax/json-object.js';

/**
 * The clients that name the user among their `owners`. An empty id owns no client.
 *
 * @param input `{ clients, user_id }`: a list of v2 clients
 */
export function clientsOfUser(input: unknown): unknown[] {
  const { clients, user_id } = asJsonObject(input);
  if (typeof user_id !== 'string' || user_id === '') return [];
  return listOf(clients).filter((client) => {
    const { owners } = asJsonObject(client);
    return Array.isArray(owners) && owners.includes(user_id);
  });
}
