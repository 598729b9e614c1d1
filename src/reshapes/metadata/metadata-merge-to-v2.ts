import { asJsonObject } from '../../syntax/json-object.js';
import { metadataInput } from './metadata-input.js';
import type { ReshapeContext } from '../reshape.js';
import { mergeBags, patchBody } from './store-metadata.js';
import type { MetadataBody } from './store-metadata.js';

/**
 * v1's PATCH metadata: sets first-level keys, stores nulls, and leaves all other keys.
 *
 * @param input `{ metadata }`, the v1 body; an absent one changes nothing
 * @returns the body of `PATCH /api/v2/users/{id}`
 * @throws GatewayError `input-invalid`
 */
export function metadataMergeToV2(input: unknown, context: ReshapeContext): MetadataBody {
  const { metadata } = asJsonObject(input);
  return patchBody(mergeBags(metadataInput(metadata ?? {}), context), context);
}
