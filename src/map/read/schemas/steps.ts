import { z } from 'zod';
import { name, names, rowName, rows, steps, text, texts, values } from './words.js';

/** The words of a step, of a look-up and of shared steps. */

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
  holds: name.optional(),
};
const callParts = { ...requestParts, find: values.optional(), missing: rowName.optional() };

const absent = z.strictObject({ call: text, ...requestParts }, 'must be a mapping that holds a call');

/** The schemas by the key that says what kind a step is. */
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
    needs: names,
    call: text,
    ...callParts,
    pages: z.literal('all', 'can only be "all"').optional(),
    cache: z.number('must be a number of seconds').positive('must be a number of seconds above 0').optional(),
    keeps: names.optional(),
    otherwise: z.unknown().optional(),
  },
  'must be a mapping',
);

export const sharedStepsSchema = z.strictObject(
  {
    needs: names,
    steps,
  },
  'must be a mapping of needs and steps',
);
