import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRouteIndex, type IndexedLine } from '../../src/map/match/route-index.js';
import type { Route } from '../../src/map/route.js';
import { parseV1Line, type LineSegment, type ParsedLine } from '../../src/map/read/v1-line.js';

/** Two slots with a pattern that overlap, and two without. */
const patterns: Readonly<Record<string, RegExp | undefined>> = {
  digits: /^[0-9]+$/,
  hex: /^[0-9a-f]+$/,
  any: undefined,
  other: undefined,
};
const slotNames = Object.keys(patterns);
const segmentTexts = ['a', 'b', '1'];

const lineSegment = fc.constantFrom(...segmentTexts, ...slotNames.map((name) => `{${name}}`));
const lineText = fc
  .tuple(
    fc.constantFrom('GET', 'PUT'),
    fc.array(lineSegment, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '?k', '?k&l'),
  )
  .map(([method, segments, query]) => `${method} /${segments.join('/')}${query}`);

const requestSegment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', '1', '22', 'c') },
  fc.constantFrom('x|y', 'x%2Fy', '%61', ''),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'PUT', 'PUT', 'HEAD', 'DELETE'),
  path: fc
    .tuple(fc.array(requestSegment, { minLength: 1, maxLength: 4 }), fc.nat(2))
    .map(([segments, slashes]) => `/${segments.join('/')}${'/'.repeat(slashes)}`),
  query: fc.constantFrom('', 'k', 'k=1&l=2', 'l', 'k=', 'm=k'),
});

/** A slot's rank among the alternatives at one position: text, then patterns in order, then anything. */
function rankOf(segment: LineSegment): number {
  if ('text' in segment) return 0;
  return patterns[segment.slot] === undefined ? slotNames.length + 1 : slotNames.indexOf(segment.slot) + 1;
}

function fits(line: ParsedLine, segments: readonly string[], keys: ReadonlySet<string>): boolean {
  return (
    line.segments.length === segments.length &&
    line.segments.every((segment, n) => {
      const given = decodeURIComponent(segments[n] ?? '');
      if (given === '') return false;
      return 'text' in segment ? segment.text === given : (patterns[segment.slot]?.test(given) ?? true);
    }) &&
    line.requiredQuery.every((key) => keys.has(key))
  );
}

/** The matcher in its simplest form: try every line, take the best. */
function linear(
  lines: readonly IndexedLine[],
  { method, path, query }: { method: string; path: string; query: string },
): string | undefined {
  const trimmed = path.replace(/\/+$/, '');
  const segments = trimmed === '' ? [] : trimmed.slice(1).split('/');
  const keys = new Set(query.split('&').map((pair) => pair.split('=')[0] ?? ''));
  const wanted = method === 'HEAD' ? 'GET' : method;
  return lines
    .filter(({ line }) => line.method === wanted && fits(line, segments, keys))
    .sort((a, b) => compare(a.line, b.line))[0]?.route.id;
}

function compare(a: ParsedLine, b: ParsedLine): number {
  for (let n = 0; n < a.segments.length; n += 1) {
    const difference = rankOf(a.segments[n] as LineSegment) - rankOf(b.segments[n] as LineSegment);
    if (difference !== 0) return difference;
  }
  return b.requiredQuery.length - a.requiredQuery.length;
}

/** The loader refuses lines that no request can distinguish; here the first of them stays. */
function distinct(texts: readonly string[]): IndexedLine[] {
  const seen = new Map<string, IndexedLine>();
  for (const text of texts) {
    const line = parseV1Line(text);
    if (typeof line === 'string') continue;
    const key = `${line.method} ${line.segments.map((segment) => ('text' in segment ? segment.text : rankOf(segment))).join('/')} ${line.requiredQuery.length}`;
    if (!seen.has(key)) seen.set(key, { line, route: { id: text } as Route });
  }
  return [...seen.values()];
}

const slots = new Map(slotNames.map((name) => [name, { matches: patterns[name], reads: undefined }]));

describe('the route index', () => {
  test('finds the line that a linear search over all lines finds', () => {
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(lineText, { maxLength: 40, size: 'max' }),
        fc.array(request, { minLength: 5, maxLength: 20 }),
        (texts, requests) => {
          const lines = distinct(texts);
          const index = createRouteIndex({ lines, slots, claims: [] });
          for (const each of requests) {
            const found = index.find(each.method, each.path, each.query);
            if (found.kind === 'match') matched += 1;
            expect(found.kind === 'match' ? found.match.route.id : undefined).toBe(linear(lines, each));
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(matched).toBeGreaterThan(1000);
  });

  test('returns any value that was encoded into a slot, decoded once', () => {
    const lines = distinct(['GET /a/{any}/b/{other}']);
    const index = createRouteIndex({ lines, slots, claims: [] });
    const value = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(value, value, (any, other) => {
        const path = `/a/${encodeURIComponent(any)}/b/${encodeURIComponent(other)}`;
        const found = index.find('GET', path, '');
        expect(found.kind === 'match' ? found.match.slots : undefined).toEqual({ any, other });
      }),
    );
  });

  test('matches or refuses any path without another error', () => {
    const lines = distinct(['GET /a/{any}', 'PUT /a/{digits}/b']);
    const index = createRouteIndex({ lines, slots, claims: ['/a'] });
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, query) => {
        try {
          expect(['match', 'method-unknown', 'route-unknown', 'not-v1']).toContain(
            index.find('GET', `/a/${path}`, query).kind,
          );
        } catch (error) {
          expect(error).toMatchObject({ name: 'GatewayError', code: 'request-malformed' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
