import { z } from 'zod';
import { name, rowName, text } from './words.js';

/** The words of the map's other files: error table, slots, losses and passthrough claims. */

const row = z.strictObject(
  {
    status: z
      .number('must be a status')
      .int('must be a status')
      .min(400, 'must be 400 or more')
      .max(599, 'must be below 600'),
    error: text,
    sentence: text,
    detail: z.literal(false, 'must be false, or left out').optional(),
  },
  'must be a mapping of status, error, sentence and detail',
);

export const errorsSchema = z.strictObject(
  {
    codes: z.record(z.string(), row, 'must be a mapping').optional(),
    rows: z.record(z.string(), row, 'must be a mapping').optional(),
    v2: z
      .strictObject(
        {
          codes: z.record(z.string(), rowName, 'must be a mapping').optional(),
          statuses: z
            .record(z.string().regex(/^[45]\d\d$/, 'must be a status'), rowName, 'must be a mapping')
            .optional(),
        },
        'must be a mapping of codes and statuses',
      )
      .optional(),
  },
  'must be a mapping',
);

export const slotsSchema = z.record(
  name,
  z.strictObject(
    {
      description: text,
      matches: text.optional(),
      reads: name.optional(),
      secret: z.boolean('must be true or false').optional(),
    },
    'must be a mapping of description, matches, reads and secret',
  ),
  'must be a mapping of slots',
);

/** Words of the parity tester: kinds of difference, and relations between the two replies. */
const differsWords =
  'missing|extra|type|value|null-vs-absent|absent-vs-null|number-vs-string|date-format|order|length' +
  '|from-empty|to-null|paged|late';

/** A field of the reply, and how it differs. */
const differs = z
  .array(
    z
      .string('must be a text')
      .regex(
        new RegExp(`^(?:\\{field\\}(?:\\.\\*\\*)?|[^\\s{}]+)(?: (?:${differsWords}))*$`),
        'must be a field, kinds of difference and relations, such as `identities.access_token missing`',
      ),
    'must be a list',
  )
  .min(1, 'must not be empty');

export const lossesSchema = z.record(
  name,
  z.union(
    [text, z.strictObject({ why: text, shows: name.optional(), differs: differs.optional() })],
    'must be a sentence, or a mapping of why, shows and differs',
  ),
  'must be a mapping of losses to their sentences',
);

export const passthroughSchema = z.strictObject(
  {
    claims: z.array(
      text.regex(/^(?:\/[\w.~-]+)+$/, 'must be a path such as /api/users'),
      'must be a list of paths',
    ),
  },
  'must be a mapping',
);
