import type { z } from 'zod';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { YamlPath } from './read-yaml.js';
import type { Report } from './report.js';
import { vocabulary } from './schemas/vocabulary.js';

/**
 * Checks data of the map against its schema and reports each fault at its place.
 *
 * @param prefix path of the data in the file
 * @returns undefined when there was a fault
 */
export function checkShape<T>(
  schema: z.ZodType<T>,
  data: unknown,
  { report, prefix = [] }: { report: Report; prefix?: YamlPath },
): T | undefined {
  const { success, data: read, error } = schema.safeParse(data);
  if (success) return read;
  for (const issue of error.issues) reportIssue(issue, data, { report, prefix });
  return undefined;
}

function reportIssue(
  issue: z.core.$ZodIssue,
  data: unknown,
  { report, prefix }: { report: Report; prefix: YamlPath },
): void {
  const inner = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
  const path = [...prefix, ...inner];
  const last = path.at(-1);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      report.key([...path, key], `"${key}" is not known here${didYouMean(key, vocabulary)}`);
  } else if (issue.code === 'invalid_key') {
    report.key(path, `"${String(last)}" ${issue.issues[0]?.message ?? 'cannot be a key'}.`);
  } else if (inner.length > 0 && valueAt(data, inner) === undefined) {
    report.at(path, `"${String(last)}" is missing.`);
  } else {
    report.at(path, sentenceOf(last, issue.message));
  }
}

function sentenceOf(last: YamlPath[number] | undefined, message: string): string {
  if (last === undefined) return `This file ${message}.`;
  return typeof last === 'number' ? `This item ${message}.` : `"${last}" ${message}.`;
}

function valueAt(data: unknown, path: YamlPath): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
