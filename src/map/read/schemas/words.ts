import { z } from 'zod';

/** The basic types of the map's YAML, each with its error sentence. */

export const text = z.string('must be a text').min(1, 'must not be empty');
export const texts = z.array(text, 'must be a list of texts');
export const name = text.regex(
  /^[a-zA-Z][\w-]*$/,
  'must be a name: a letter, then letters, digits, "-" and "_"',
);
export const values = z.record(z.string(), z.unknown(), 'must be a mapping');
export const rowName = z.string('must be the name of a row of errors.yaml').min(1, 'must not be empty');
export const rows = z.record(
  z.string(),
  rowName,
  'must be a mapping of errorCodes, names and statuses to rows',
);
export const steps = z.array(z.unknown(), 'must be a list of steps').min(1, 'must not be empty');
export const names = z.array(name, 'must be a list of names').min(1, 'must not be empty');
