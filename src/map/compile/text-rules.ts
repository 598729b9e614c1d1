import type { JsonSchema } from '../read/json-schema.js';

/** One rule for a text, and the end of the error sentence if the text breaks it. */
export interface TextRule {
  readonly holds: (text: string) => boolean;
  readonly sentence: string;
}

const formatRules: Readonly<Record<NonNullable<JsonSchema['format']>, TextRule>> = {
  // Loose on purpose: it only catches what cannot be an address, and v2 decides the rest.
  email: { holds: (text) => /^[^\s@]+@[^\s@]+$/.test(text), sentence: 'must be an e-mail address' },
  uri: { holds: (text) => URL.canParse(text), sentence: 'must be an absolute URI' },
  'date-time': {
    holds: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    sentence: 'must be a date and time, as in 2015-01-31T12:00:00Z',
  },
};

/** The rules of a schema for texts: format, pattern and length. */
export function compileTextRules({ format, pattern, minLength, maxLength }: JsonSchema): TextRule[] {
  const rules: TextRule[] = [];
  if (format !== undefined) rules.push(formatRules[format]);
  if (pattern !== undefined) {
    const regex = new RegExp(pattern, 'u');
    rules.push({ holds: (text) => regex.test(text), sentence: `must match ${pattern}` });
  }
  if (minLength !== undefined) {
    const sentence = minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`;
    rules.push({ holds: (text) => lengthOf(text) >= minLength, sentence });
  }
  if (maxLength !== undefined) {
    const sentence = `must have at most ${maxLength} characters`;
    rules.push({ holds: (text) => lengthOf(text) <= maxLength, sentence });
  }
  return rules;
}

/** JSON Schema counts code points, JavaScript counts UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
