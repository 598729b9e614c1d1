import { asJsonObject, listOf } from '../../syntax/json-object.js';

/**
 * The connections of these strategies, or all if none is named. v2 of 2015 takes only one strategy per call.
 *
 * @param input `{ connections, strategies }`
 */
export function connectionsOfStrategies(input: unknown): readonly unknown[] {
  const { connections, strategies } = asJsonObject(input);
  const wanted = listOf(strategies);
  const all = listOf(connections);
  return wanted.length === 0 ? all : all.filter((each) => wanted.includes(asJsonObject(each)['strategy']));
}
