/** One clause of a v1 search; all clauses must hold. */
export type V1Clause =
  /** v1's default: the name or the e-mail address starts with this. */
  | { readonly kind: 'starts-with'; readonly value: string; readonly quoted: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly value: string; readonly quoted: boolean };

const fieldStart = /(?:^|\s)([A-Za-z][A-Za-z0-9_.]*):/g;

/**
 * Reads v1's search grammar (facts v1, 4.2): `john`, `email_verified:true; loginsCount:1; family_name:"johnson"`,
 * `email: foo@bar.com`. Clauses are parted by `;` or by a space before the next `field:`. Whatever is not a field
 * clause is one starts-with term, spaces included; an empty one is none, but `email:""` stays and finds nobody. Never fails: v1 refused no search text that we know of.
 */
export function parseV1Search(search: string): V1Clause[] {
  return splitOutsideQuotes(search)
    .flatMap(splitFields)
    .map(toClause)
    .filter((clause) => clause.kind === 'field' || clause.value !== '');
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] === ';' && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function splitFields(part: string): string[] {
  const starts: number[] = [];
  let quotes = 0;
  let seen = 0;
  for (const { index } of part.matchAll(fieldStart)) {
    for (; seen < index; seen += 1) if (part[seen] === '"') quotes += 1;
    if (quotes % 2 === 0) starts.push(index);
  }
  if (starts.length === 0) return [part];
  const cuts = starts[0] === 0 ? starts : [0, ...starts];
  return cuts.map((from, n) => part.slice(from, cuts[n + 1]));
}

function toClause(text: string): V1Clause {
  const found = /^([A-Za-z][A-Za-z0-9_.]*):(.*)$/s.exec(text.trim());
  if (found === null) return { kind: 'starts-with', ...unquote(text.trim()) };
  const [, field = '', raw = ''] = found;
  return { kind: 'field', field, ...unquote(raw.trim()) };
}

function unquote(text: string): { value: string; quoted: boolean } {
  const found = /^"(.*)"$/s.exec(text);
  return found === null ? { value: text, quoted: false } : { value: found[1] ?? '', quoted: true };
}
