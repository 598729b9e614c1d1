import { entrySchema, replySchema } from './entry.js';
import { lookupSchema, sharedStepsSchema, stepSchemas } from './steps.js';

/** Every word of the vocabulary, for "did you mean". */
export const vocabulary: readonly string[] = [
  ...new Set([
    ...Object.keys(entrySchema.shape),
    ...Object.values(stepSchemas).flatMap((schema) => Object.keys(schema.shape)),
    ...Object.keys(lookupSchema.shape),
    ...Object.keys(sharedStepsSchema.shape),
    ...['ask', 'done'],
    ...Object.keys(replySchema.shape),
    ...['codes', 'rows', 'statuses', 'status', 'error', 'sentence', 'detail', 'claims'],
    ...[
      'description',
      'matches',
      'reads',
      'secret',
      'id',
      'field',
      'shows',
      'dialect',
      'why',
      'count',
      'callback',
    ],
    ...['type', 'properties', 'required', 'additionalProperties', 'format', 'pattern', 'items', 'enum'],
    ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ]),
];
