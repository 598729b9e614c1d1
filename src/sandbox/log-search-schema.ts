import type { LuceneSchema } from './lucene/evaluate.js';

/** Search rules of `GET /logs?q=` (official: log search query syntax). */
export const logSearchSchema: LuceneSchema = {
  caseless: new Set(['description', 'client_name', 'user_name']),
  dates: new Set(['date']),
  standard: [
    'type',
    'description',
    'connection',
    'client_id',
    'client_name',
    'ip',
    'user_id',
    'user_name',
    'strategy',
  ],
  strict: new Set(),
  derived: new Map(),
};
