import type { ReshapeContext } from '../../../src/reshapes/reshape.js';

/** A context with these settings, for any caller. */
export function contextOf(settings: Partial<ReshapeContext['settings']> = {}): ReshapeContext {
  return {
    settings: { nulls: 'preserve', userMetadataKeys: [], ...settings },
    caller: { client_id: 'client', kind: 'global' },
  };
}
