/** A reference such as `$body.email`: a name, and the path into the value of that name. */
export interface Reference {
  readonly name: string;
  readonly path: readonly string[];
  /** As written, without the dollar. */
  readonly text: string;
}

export type Text =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'fault'; readonly sentence: string };

/** One segment of a path template: literal text, or a `{reference}`. */
export type Segment = string | Reference;

const referencePattern = /^[a-zA-Z][\w-]*(?:\.[\w-]+)*$/;
const plainSegment = /^[\w.~-]+$/;

/**
 * Reads a text of the map. A reference stands alone; a literal dollar is written `$$`. This is the only scan: the
 * value of a reference is never scanned for references.
 */
export function readText(text: string): Text {
  if (!text.includes('$')) return { kind: 'literal', text };
  const reference = text.startsWith('$') ? readReference(text.slice(1)) : undefined;
  if (reference !== undefined) return { kind: 'reference', reference };
  if (text.replaceAll('$$', '').includes('$')) {
    return {
      kind: 'fault',
      sentence: `"${text}" is no reference: "$name.field" stands alone, and a dollar is written "$$".`,
    };
  }
  return { kind: 'literal', text: text.replaceAll('$$', '$') };
}

/**
 * Reads a path template such as `/api/v2/users/{user.user_id}`.
 *
 * @returns the segments, or the sentence that says what is wrong
 */
export function readTemplate(template: string): readonly Segment[] | string {
  const segments: Segment[] = [];
  for (const part of template.slice(1).split('/')) {
    const reference = /^\{.*\}$/s.test(part) ? readReference(part.slice(1, -1)) : undefined;
    if (reference !== undefined) segments.push(reference);
    else if (plainSegment.test(part) && part !== '.' && part !== '..') segments.push(part);
    else
      return `"${part}" cannot be a segment of a path: write text, or one "{name.field}" that fills it whole.`;
  }
  return segments;
}

export interface Found {
  readonly reference: Reference;
  /** Path of the reference within the source. */
  readonly path: readonly (string | number)[];
}

/** All references in a value of the map, and the texts that are neither literal nor reference. */
export function referencesIn(source: unknown): {
  found: Found[];
  faults: { path: Found['path']; sentence: string }[];
} {
  const found: Found[] = [];
  const faults: { path: Found['path']; sentence: string }[] = [];
  const visit = (value: unknown, path: Found['path']): void => {
    if (typeof value === 'string') {
      const text = readText(value);
      if (text.kind === 'reference') found.push({ reference: text.reference, path });
      if (text.kind === 'fault') faults.push({ path, sentence: text.sentence });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, [...path, index]);
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    }
  };
  visit(source, []);
  return { found, faults };
}

function readReference(text: string): Reference | undefined {
  if (!referencePattern.test(text)) return undefined;
  const [name = '', ...path] = text.split('.');
  return { name, path, text };
}
