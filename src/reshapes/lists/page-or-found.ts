import { asJsonObject } from '../../syntax/json-object.js';
import { pageOfList } from './page-of-list.js';

/**
 * The page that v2 was asked for. If it reaches the end of v2's pages, the same page of the whole list instead.
 *
 * @param input `{ found, list?, page?, per_page? }`: `list` if the whole list was read
 */
export function pageOrFound(input: unknown): unknown {
  const { found, ...whole } = asJsonObject(input);
  return whole['list'] === undefined ? found : pageOfList(whole);
}
