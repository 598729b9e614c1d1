import { z } from 'zod';
import { checkShape } from '../../map/read/check-shape.js';
import { MapError, type MapFault } from '../../map/read/map-error.js';
import { readYaml } from '../../map/read/read-yaml.js';
import { reportOn, type Report } from '../../map/read/report.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import { nearest } from '../../syntax/nearest.js';
import { differenceKinds, type Difference } from './difference.js';
import { fieldPattern, splitPattern, type FieldPattern } from './field-pattern.js';

const text = z.string('must be a text').min(1, 'must not be empty');

const places = /^@(?:status|type|encoding|link|link-form)$/;

/** A line that matches nothing covers nothing, and a shadow would never report it. */
const pattern = text
  .refine(
    (path) => !/\[.*\]/.test(path),
    'must be a field as the summary shows it, without the items of lists',
  )
  .refine(
    (path) => !path.startsWith('@') || places.test(splitPattern(path).field),
    'must be a field of the body, or @status, @type, @encoding, @link or @link-form',
  )
  .refine((path) => misspeltKind(path) === undefined, {
    error: ({ input }) => `ends in a kind of difference that there is none of${misspeltKind(input) ?? ''}`,
  });

const isKind = (word: string): boolean => differenceKinds.some((kind) => kind === word);

/** The end of a sentence; undefined if no kind is misspelt. Names of fields may have spaces. */
function misspeltKind(path: unknown): string | undefined {
  const [first, ...words] = splitPattern(String(path)).field.split(' ');
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const near = /^[a-z-]+$/.test(last) ? nearest(last, differenceKinds) : undefined;
  if (near !== undefined) return `; did you mean "${near}"?`;
  return first === '' || words.some((word) => word === '' || isKind(word)) ? '' : undefined;
}

const rows = z.array(
  z.strictObject(
    {
      route: text,
      path: pattern,
      reason: text,
      owner: text,
      expires: z.iso.date('must be a date such as 2027-01-31'),
    },
    'must be a mapping of route, path, reason, owner and expires',
  ),
  'must be a list',
);

type Row = z.infer<typeof rows>[number];

/** A difference that somebody has accepted for a while. */
export interface IgnoreLine extends Row {
  readonly line: number;
}

export interface Ignores {
  /** Finds the line that covers this difference, and counts it as used. */
  find(route: string | undefined, difference: Difference): IgnoreLine | undefined;
  /** Lines that covered nothing, and expired lines. */
  leftOver(): readonly { readonly line: IgnoreLine; readonly fault: 'expired' | 'unused' }[];
}

interface Rule {
  readonly line: IgnoreLine;
  readonly fits: FieldPattern;
  used: number;
}

export const noIgnores: Ignores = { find: () => undefined, leftOver: () => [] };

/**
 * Reads a list of `{ route, path, reason, owner, expires }`. `route` is the id of an entry, or `*`; `path` is a
 * pattern as in `differs` of losses.yaml, followed by kinds. A line is valid up to and including its day.
 *
 * @param known ids of the map's entries
 * @param now called each time: a shadow may run longer than a line is valid
 * @throws MapError with `file:line:column sentence` for every fault
 */
export function readIgnoreFile(path: string, known: ReadonlySet<string>, now: () => Date): Ignores {
  const file = readYaml(path);
  const faults: MapFault[] = [...file.faults];
  const report = reportOn(file, faults);
  // An empty file ignores nothing.
  const found = faults.length > 0 ? undefined : checkShape(rows, file.value ?? [], { report });
  reportStrangers(file.value, known, report);
  if (faults.length > 0) throw new MapError(faults);
  const rules = (found ?? []).map((row, n): Rule => ({
    line: { ...row, line: file.placeOf([n]).line },
    fits: fieldPattern(row.path),
    used: 0,
  }));
  return ignoresOf(rules, now);
}

/** Also checks lines that have another fault. */
function reportStrangers(lines: unknown, known: ReadonlySet<string>, report: Report): void {
  if (!Array.isArray(lines)) return;
  lines.forEach((line: unknown, n) => {
    const route = (line as { route?: unknown } | null)?.route;
    if (typeof route === 'string' && route !== '*' && route !== '' && !known.has(route))
      report.at([n, 'route'], `The map has no entry "${route}"${didYouMean(route, known)}`);
  });
}

function ignoresOf(rules: readonly Rule[], now: () => Date): Ignores {
  const expiry = (): ((rule: Rule) => boolean) => {
    const day = now().toISOString().slice(0, 10);
    return ({ line }) => line.expires < day;
  };
  return {
    find: (route, difference) => {
      const isExpired = expiry();
      const rule = rules.find(
        (each) =>
          (each.line.route === '*' || each.line.route === route) && each.fits(difference) && !isExpired(each),
      );
      if (rule !== undefined) rule.used += 1;
      return rule?.line;
    },
    leftOver: () => {
      const isExpired = expiry();
      return rules
        .filter((rule) => isExpired(rule) || rule.used === 0)
        .map((rule) => ({ line: rule.line, fault: isExpired(rule) ? 'expired' : 'unused' }));
    },
  };
}
