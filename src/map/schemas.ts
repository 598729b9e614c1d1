import { z } from 'zod';
import { jsonSchema } from './json-schema.js';

/** The words of the map's YAML, as `vocabulary.md` lists them. Strict: an unknown key is a fault. */

const text = z.string('must be a text').min(1, 'must not be empty');
const texts = z.array(text, 'must be a list of texts');
const name = text.regex(/^[a-zA-Z][\w-]*$/, 'must be a name: a letter, then letters, digits, "-" and "_"');
const values = z.record(z.string(), z.unknown(), 'must be a mapping');
const rowName = z.string('must be the name of a row of errors.yaml').min(1, 'must not be empty');
const rows = z.record(z.string(), rowName, 'must be a mapping of errorCodes and statuses to rows');

/** The callers that a route may be for; the same words as the tokens use. */
export const callers = ['global', 'app', 'user', 'v2', 'anonymous'] as const;

/** Where an entry says nothing: every client. v2 itself decides what a `v2` caller may, by the scopes of its token. */
export const usualCallers: readonly (typeof callers)[number][] = ['global', 'app', 'v2'];

const caller = z.enum(callers, `must be one of ${callers.join(', ')}`);

/** A client without a clients file is let in as `global`, and runs into losses of its own. */
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
    v2: z.array(z.unknown(), 'must be a list of steps').min(1, 'must not be empty').optional(),
    'v2-2015': z.array(z.unknown(), 'must be a list of steps').min(1, 'must not be empty').optional(),
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
    'only-400': text.optional(),
    jsonp: z.strictObject({ callback: name, as: name }, 'must be a mapping of callback and as').optional(),
    lossy: z.array(loss, 'must be a list').min(1, 'must not be empty').optional(),
    reply: z.unknown().optional(),
  },
  'must be a mapping',
);

const shared = {
  as: name.optional(),
  when: text.startsWith('$', 'must be a reference such as $step.x').optional(),
};
const requestParts = {
  query: values.optional(),
  body: z.unknown().optional(),
  scopes: texts.optional(),
  bearer: text.optional(),
  answers: z.enum(['text', 'list', 'record', 'tokens'], 'must be text, list, record or tokens').optional(),
};
const callParts = { ...requestParts, find: values.optional(), missing: rowName.optional() };

const absent = z.strictObject({ call: text, ...requestParts }, 'must be a mapping that holds a call');

/** By the key that says what a step is. */
export const stepSchemas = {
  call: z.strictObject({
    ...shared,
    call: text,
    ...callParts,
    follow: z.literal(true, 'must be true').optional(),
    otherwise: z.unknown().optional(),
    absent: absent.optional(),
    errors: rows.optional(),
    'answered-by': texts.min(1, 'must not be empty').optional(),
    part: text.optional(),
    chunk: z.number('must be a number').int('must be a whole number').min(1, 'must be at least 1').optional(),
  }),
  lookup: z.strictObject({ ...shared, lookup: name, with: values.optional() }),
  compute: z.strictObject({ ...shared, compute: name, with: z.unknown().optional() }),
  use: z.strictObject({ as: name.optional(), use: name, with: values.optional() }),
  collect: z.strictObject({
    ...shared,
    collect: text,
    with: z.union(
      [
        z.strictObject({
          page: z.unknown(),
          per_page: z.unknown(),
          key: name.optional(),
          ceiling: z.number('must be a number').int('must be a whole number').min(1).optional(),
        }),
        z.strictObject({ from: z.unknown(), take: z.unknown() }),
      ],
      'must be a mapping of page, per_page, key and ceiling, or of from and take',
    ),
    query: values.optional(),
    scopes: texts.optional(),
    bearer: text.optional(),
  }),
  confirm: z.strictObject({
    ...shared,
    confirm: text,
    body: z.unknown().optional(),
    scopes: texts.optional(),
    unchanged: values,
    says: z.strictObject({ ask: text, done: text }, 'must be a mapping of ask and done'),
    next: text.startsWith('$', 'must be a reference such as $body.x').optional(),
  }),
  sweep: z.strictObject({
    ...shared,
    sweep: text,
    key: name,
    query: values.optional(),
    scopes: texts.optional(),
    each: z.strictObject(
      { as: name, call: text, scopes: texts.optional() },
      'must be a mapping of as, call and scopes',
    ),
  }),
} as const;

export const lookupSchema = z.strictObject(
  {
    needs: z.array(name, 'must be a list of names').min(1, 'must not be empty'),
    call: text,
    ...callParts,
    pages: z.literal('all', 'can only be "all"').optional(),
    cache: z.number('must be a number of seconds').positive('must be a number of seconds above 0').optional(),
    keeps: z.array(name, 'must be a list of names').min(1, 'must not be empty').optional(),
    otherwise: z.unknown().optional(),
  },
  'must be a mapping',
);

export const sharedStepsSchema = z.strictObject(
  {
    needs: z.array(name, 'must be a list of names').min(1, 'must not be empty'),
    steps: z.array(z.unknown(), 'must be a list of steps').min(1, 'must not be empty'),
  },
  'must be a mapping of needs and steps',
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

const row = z.strictObject(
  {
    status: z
      .number('must be a status')
      .int('must be a status')
      .min(400, 'must be 400 or more')
      .max(599, 'must be below 600'),
    error: text,
    sentence: text,
  },
  'must be a mapping of status, error and sentence',
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

/** What the parity tester knows: kinds of difference, and relations of both sides. */
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

/** Every word of the vocabulary, for "did you mean". */
export const vocabulary: readonly string[] = [
  ...new Set([
    ...Object.keys(entrySchema.shape),
    ...Object.values(stepSchemas).flatMap((schema) => Object.keys(schema.shape)),
    ...Object.keys(lookupSchema.shape),
    ...Object.keys(sharedStepsSchema.shape),
    ...['ask', 'done'],
    ...Object.keys(replySchema.shape),
    ...['codes', 'rows', 'statuses', 'status', 'error', 'sentence', 'claims'],
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
