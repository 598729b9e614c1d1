import fc from 'fast-check';
import { anyCharacter } from './any-character.js';

/** Texts that some layer between a v1 client and v2's index reads as something else than text. */
const nasty = [
  ...Array.from('"\\*?()[]{}~^/:;+-!<>=&|,.@#%\'`$_ \t\n\r\f\v\0\u007f'),
  ...['\u00a0', '\u2028', '\u3000', '\ufeff', '\ue000', 'é', 'İ', 'Σ', 'ß', '日本', '😀', '👩‍👩‍👧'],
  ...['&&', '||', ' AND ', ' OR ', 'AND', 'OR', 'NOT', 'TO', 'true', 'null', '_exists_:', 'name:', '*:*'],
  ...['a', 'Z', '1', 'john', '" OR *:*', ') OR (', '\\u0041', '%22', '%zz'],
];

/** Any text but the empty one: full Unicode, control characters, operators, quotes. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
);
