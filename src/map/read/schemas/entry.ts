import { z } from 'zod';
import { jsonSchema } from '../json-schema.js';
import { name, rows, steps, text, texts, values } from './words.js';

/** The words of an entry and of its reply. Strict like all schemas of the map: an unknown key is a fault. */

/** The kinds of callers that a route may admit; the same words as in `src/tokens`. */
export const callers = ['global', 'app', 'user', 'v2', 'anonymous'] as const;

/** The default: every client, and v2 tokens. v2 itself decides by a v2 token's scopes what its caller may do. */
export const usualCallers: readonly (typeof callers)[number][] = ['global', 'app', 'v2'];

const caller = z.enum(callers, `must be one of ${callers.join(', ')}`);

/** `guessed`: without a clients file every client is admitted as `global`, and has losses of its own. */
const losers = [...callers, 'guessed'] as const;

const loss = z.union(
  [
    name,
    z.strictObject({
      id: name,
      field: z
        .union([text.startsWith('$'), values], 'must be a reference such as $body.x, or a mapping of some')
        .optional(),
      callers: z
        .array(z.enum(losers, `must be one of ${losers.join(', ')}`), 'must be a list')
        .min(1, 'must not be empty')
        .optional(),
      dialect: z.enum(['current', '2015'], 'must be current or 2015').optional(),
    }),
  ],
  'must be the id of a loss, or a mapping of id, field, callers and dialect',
);

export const entrySchema = z.strictObject(
  {
    summary: text,
    change: text,
    v1: text,
    also: texts.optional(),
    accepts: z
      .strictObject(
        { body: jsonSchema.optional(), query: jsonSchema.optional() },
        'must be a mapping of body and query',
      )
      .optional(),
    callers: z.array(caller, 'must be a list').min(1, 'must not be empty').optional(),
    switch: text.optional(),
    'one-at-a-time': text.startsWith('$', 'must be a slot such as $user_id').optional(),
    gone: text.optional(),
    'gone-2015': text.optional(),
    v2: steps.optional(),
    'v2-2015': steps.optional(),
    writes: z
      .strictObject(
        {
          count: z.number('must be a number').int('must be a whole number').min(1, 'must be at least 1'),
          why: text,
        },
        'must be a mapping of count and why',
      )
      .optional(),
    errors: rows.optional(),
    'errors-2015': rows.optional(),
    'only-400': text.optional(),
    jsonp: z.strictObject({ callback: name, as: name }, 'must be a mapping of callback and as').optional(),
    lossy: z.array(loss, 'must be a list').min(1, 'must not be empty').optional(),
    reply: z.unknown().optional(),
  },
  'must be a mapping',
);

export const replySchema = z.strictObject(
  {
    status: z
      .number('must be a status')
      .int('must be a status')
      .min(200, 'must be a status from 200 to 299')
      .max(299, 'must be a status from 200 to 299')
      .optional(),
    text: z.string('must be a text').optional(),
    body: z.unknown().optional(),
    each: name.optional(),
    page: text
      .startsWith('$', 'must be a reference to a step that gathers a list, such as $found')
      .optional(),
  },
  'must be the name of a reshape, or a mapping of status, text, body, each and page',
);
