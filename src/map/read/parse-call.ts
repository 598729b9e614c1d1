import { readTemplate } from './reference.js';

export interface ParsedCall {
  readonly method: string;
  readonly template: string;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Parses a call such as `PATCH /api/v2/users/{user_id}`.
 *
 * @returns the call, or the sentence that says what is wrong with it
 */
export function parseCall(text: string): ParsedCall | string {
  const [, method = '', template = ''] = /^(\S+) (\/\S*)$/.exec(text) ?? [];
  if (template === '') return `"${text}" is no call: write it as "GET /api/v2/users/{user_id}".`;
  if (template.includes('?')) return 'A query is written under "query", not in the call.';
  if (!methods.includes(method)) return `"${method}" is no method: write one of ${methods.join(', ')}.`;
  const segments = readTemplate(template);
  return typeof segments === 'string' ? segments : { method, template };
}

const bearerWords = ['caller', 'none', 'credentials', 'client'] as const;

/** The words that `bearer` accepts besides a value. */
export type BearerWord = (typeof bearerWords)[number];

export function isBearerWord(bearer: string): bearer is BearerWord {
  return (bearerWords as readonly string[]).includes(bearer);
}

/** Whether a call changes something. */
export function isWrite(call: string): boolean {
  return !call.startsWith('GET ');
}
