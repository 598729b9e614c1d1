import type { SharedState } from '../../state/shared-state.js';
import { ForgottenLists } from './forgotten-lists.js';
import { LookupCache, type LookupCacheOptions } from './lookup-cache.js';

/** A lookup cache that forgets a list when any replica writes to it. */
export function sharedLookups({
  state,
  ...options
}: Omit<LookupCacheOptions, 'written'> & { readonly state: Pick<SharedState, 'share'> }): LookupCache {
  const lookups = new LookupCache({
    ...options,
    written: (list) => {
      lists.tell(list);
    },
  });
  const forget = (list: string): void => {
    lookups.forgetList(list);
  };
  const lists = new ForgottenLists({ state, forget, now: options.now });
  return lookups;
}
