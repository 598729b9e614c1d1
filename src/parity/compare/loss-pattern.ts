import { differenceKinds, type Difference } from './difference.js';
import { fieldPattern } from './field-pattern.js';
import { relations, type Sight } from './relations.js';

/** @param fields the fields that the reply reports for this loss */
export type LossPattern = (difference: Difference, fields: readonly string[], sight: Sight) => boolean;

const kinds: ReadonlySet<string> = new Set(differenceKinds);
const told = '{field}';

/**
 * Compiles a row of `differs` in losses.yaml: a field as in `fieldPattern`, or `{field}` for a field that the
 * reply reports and `{field}.**` for those below it; then kinds of difference, and relations that must hold too.
 */
export function lossPattern(row: string): LossPattern {
  const [place = '', ...words] = row.split(' ');
  const holds = words.map((word) => relations[word]).filter((each) => each !== undefined);
  const wanted = words.filter((word) => kinds.has(word));
  const isOfKind = ({ kind }: Difference): boolean => wanted.length === 0 || wanted.includes(kind);
  const isThere = placeTest(place);
  return (difference, fields, sight) =>
    isOfKind(difference) &&
    isThere(difference, fields) &&
    holds.every((relation) => relation(difference, sight));
}

function placeTest(place: string): (difference: Difference, fields: readonly string[]) => boolean {
  if (place === told) return ({ field }, fields) => fields.includes(field);
  if (place === `${told}.**`)
    return ({ field }, fields) => fields.some((name) => field.startsWith(`${name}.`));
  return fieldPattern(place);
}
