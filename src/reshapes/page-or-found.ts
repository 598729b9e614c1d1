import { asJsonObject } from './json-object.js';
import { pageOfList } from './page-of-list.js';

/**
 * The page that v2 was asked for, or, where it ends where v2's pages end, the same page of the whole list.
 *
 * @param input `{ found, list?, page?, per_page? }`: `list` where it was read
 */
export function pageOrFound(input: unknown): unknown {
  const { found, ...whole } = asJsonObject(input);
  return whole['list'] === undefined ? found : pageOfList(whole);
}
