import type { ReshapeContext } from '../../../src/reshapes/reshape.js';

/** A context with these settings, for the global client or another kind of caller. */
export function contextOf(
  settings: Partial<ReshapeContext['settings']> = {},
  kind = 'global',
): ReshapeContext {
  return {
    settings: { nulls: 'preserve', userMetadataKeys: [], ...settings },
    caller: { client_id: 'client', kind },
  };
}
