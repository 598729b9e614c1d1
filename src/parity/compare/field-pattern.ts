import { differenceKinds, type Difference } from './difference.js';

export type FieldPattern = (difference: Pick<Difference, 'field' | 'kind'>) => boolean;

/**
 * Compiles `field kind kind`, as in `differs` of losses.yaml and in the ignore file. No kind means all kinds; `*`
 * is one field, `**` any fields at any depth. Neither matches the body itself (`.`) or what surrounds it (`@...`).
 */
export function fieldPattern(text: string): FieldPattern {
  const { field, kinds } = splitPattern(text);
  const wanted = new Set(kinds.length === 0 ? differenceKinds : kinds);
  const fits = fieldTest(field);
  return (difference) => wanted.has(difference.kind) && fits(difference.field);
}

const knownKinds: ReadonlySet<string> = new Set(differenceKinds);

/** The name of a metadata field may have spaces (`Customer Id missing`). */
export function splitPattern(text: string): { readonly field: string; readonly kinds: readonly string[] } {
  const words = text.split(' ');
  const last = words.findLastIndex((word, n) => n === 0 || !knownKinds.has(word));
  return { field: words.slice(0, last + 1).join(' '), kinds: words.slice(last + 1) };
}

function fieldTest(field: string): (found: string) => boolean {
  if (!field.includes('*')) return (found) => found === field;
  const parts = field.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.+';
    return part === '*' ? '[^.]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const regex = new RegExp(`^(?!\\.$|@)${parts.join('')}$`, 'su');
  return (found) => regex.test(found);
}
