import { GatewayError } from '../../errors/gateway-error.js';
import { createClaims } from './claims.js';
import { readRawQuery } from '../../syntax/raw-query.js';
import type { MatchResult, RouteIndex } from './matched.js';
import type { Route } from '../route.js';
import { splitPath } from './split-path.js';
import type { ParsedLine } from '../read/v1-line.js';

/** One v1 line and its route. A route has one line per spelling. */
export interface IndexedLine {
  readonly line: ParsedLine;
  readonly route: Route;
}

/** The rules of a `{slot}`, compiled from `slots.yaml`. */
export interface SlotRule {
  /** The slot accepts only values that match. */
  readonly matches: RegExp | undefined;
  /** Turns v1's spelling into v2's. */
  readonly reads: ((value: string) => string) | undefined;
}

export interface IndexSource {
  readonly lines: readonly IndexedLine[];
  /** In the order of `slots.yaml`: of two slots with a pattern, the first that matches wins. */
  readonly slots: ReadonlyMap<string, SlotRule>;
  /** Path prefixes that belong to v1 even if no line matches. */
  readonly claims: readonly string[];
}

/** The end of a line: its route, and the sources of its slots. */
interface Leaf {
  readonly route: Route;
  /** Sorted by number of keys, most first: the line that requires more keys is the more specific one. */
  readonly requiredQuery: readonly string[];
  readonly fromPath: readonly {
    readonly slot: string;
    readonly position: number;
    readonly reads: SlotRule['reads'];
  }[];
  readonly fromQuery: readonly {
    readonly slot: string;
    readonly key: string;
    readonly reads: SlotRule['reads'];
  }[];
}

interface Node {
  readonly texts: Map<string, Node>;
  readonly patterns: { readonly rank: number; readonly regex: RegExp; readonly node: Node }[];
  any: Node | undefined;
  readonly leaves: Leaf[];
}

type Segments = readonly (string | undefined)[];

const routeUnknown: MatchResult = { kind: 'route-unknown' };
const notV1: MatchResult = { kind: 'not-v1' };

/**
 * Builds one tree of segments per method. A match tries text first, then slots with a pattern, then plain slots, and
 * backtracks from a branch that does not match. Its cost depends on the length of the path, not on the size of the
 * map.
 */
export function createRouteIndex(source: IndexSource): RouteIndex {
  const trees = new Map<string, Node>();
  const ranks = [...source.slots.keys()];
  for (const { line, route } of source.lines) {
    const tree = trees.get(line.method) ?? emptyNode();
    trees.set(line.method, tree);
    plant(tree, line, { slots: source.slots, ranks }).leaves.push(leafOf(line, route, source.slots));
  }
  for (const tree of trees.values()) sortTree(tree);
  const claims = createClaims(source.claims);
  return {
    find(method, path, query) {
      const segments = splitPath(path);
      if (segments === undefined) return notV1;
      const tree = trees.get(method === 'HEAD' ? 'GET' : method);
      const leaf = tree === undefined ? undefined : walk(tree, { segments, query }, 0);
      if (leaf !== undefined)
        return { kind: 'match', match: { route: leaf.route, slots: fill(leaf, segments, query) } };
      const allow = methodsOf(trees, segments, query);
      if (allow.length > 0) return { kind: 'method-unknown', allow };
      if (!claims(segments)) return notV1;
      if (segments.includes(undefined)) throw malformed();
      return routeUnknown;
    },
  };
}

function emptyNode(): Node {
  return { texts: new Map(), patterns: [], any: undefined, leaves: [] };
}

/** Adds the branch of a line and returns its last node. */
function plant(
  root: Node,
  { segments }: ParsedLine,
  { slots, ranks }: { slots: IndexSource['slots']; ranks: readonly string[] },
): Node {
  let node = root;
  for (const segment of segments) {
    if ('text' in segment) {
      const next = node.texts.get(segment.text) ?? emptyNode();
      node.texts.set(segment.text, next);
      node = next;
      continue;
    }
    const regex = slots.get(segment.slot)?.matches;
    node =
      regex === undefined
        ? (node.any ??= emptyNode())
        : patternNode(node, regex, ranks.indexOf(segment.slot));
  }
  return node;
}

function patternNode(node: Node, regex: RegExp, rank: number): Node {
  const found = node.patterns.find((pattern) => pattern.regex.source === regex.source);
  if (found !== undefined) return found.node;
  const next = emptyNode();
  node.patterns.push({ rank, regex, node: next });
  return next;
}

function sortTree(node: Node): void {
  node.patterns.sort((a, b) => a.rank - b.rank);
  node.leaves.sort((a, b) => b.requiredQuery.length - a.requiredQuery.length);
  for (const next of node.texts.values()) sortTree(next);
  for (const { node: next } of node.patterns) sortTree(next);
  if (node.any !== undefined) sortTree(node.any);
}

function leafOf(line: ParsedLine, route: Route, slots: IndexSource['slots']): Leaf {
  const reads = (slot: string): SlotRule['reads'] => slots.get(slot)?.reads;
  return {
    route,
    requiredQuery: line.requiredQuery,
    fromPath: line.segments.flatMap((segment, position) =>
      'slot' in segment ? [{ slot: segment.slot, position, reads: reads(segment.slot) }] : [],
    ),
    fromQuery: line.query.flatMap(({ key, slot }) =>
      slot === undefined ? [] : [{ slot, key, reads: reads(slot) }],
    ),
  };
}

interface Wanted {
  readonly segments: Segments;
  readonly query: string;
}

function walk(node: Node, wanted: Wanted, depth: number): Leaf | undefined {
  const { segments } = wanted;
  if (depth === segments.length)
    return node.leaves.length === 0 ? undefined : leafFor(node.leaves, wanted.query);
  const segment = segments[depth];
  if (segment === '') return undefined;
  if (segment !== undefined) {
    const next = node.texts.get(segment);
    const found = next === undefined ? undefined : walk(next, wanted, depth + 1);
    if (found !== undefined) return found;
    for (const pattern of node.patterns) {
      if (!pattern.regex.test(segment)) continue;
      const fitting = walk(pattern.node, wanted, depth + 1);
      if (fitting !== undefined) return fitting;
    }
  }
  return node.any === undefined ? undefined : walk(node.any, wanted, depth + 1);
}

function leafFor(leaves: readonly Leaf[], query: string): Leaf | undefined {
  const [first] = leaves;
  if (first?.requiredQuery.length === 0) return first;
  const given = readRawQuery(query);
  return leaves.find(
    ({ requiredQuery, fromQuery }) =>
      requiredQuery.every((key) => given.has(key)) && fromQuery.every(({ key }) => given.get(key) !== ''),
  );
}

/** @throws GatewayError `request-malformed` when a slot's percent-encoding is broken */
function fill({ fromPath, fromQuery }: Leaf, segments: Segments, query: string): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const { slot, position, reads } of fromPath) {
    const value = segments[position];
    if (value === undefined) throw malformed();
    slots[slot] = reads === undefined ? value : reads(value);
  }
  if (fromQuery.length > 0) {
    const given = readRawQuery(query);
    for (const { slot, key, reads } of fromQuery) {
      const value = given.get(key) ?? '';
      slots[slot] = reads === undefined ? value : reads(value);
    }
  }
  return slots;
}

function methodsOf(trees: ReadonlyMap<string, Node>, segments: Segments, query: string): string[] {
  const allow: string[] = [];
  for (const [method, tree] of trees) {
    if (walk(tree, { segments, query }, 0) === undefined) continue;
    allow.push(method);
    if (method === 'GET') allow.push('HEAD');
  }
  return allow.sort();
}

function malformed(): GatewayError {
  return new GatewayError('request-malformed', {
    message: 'The path holds a broken percent-encoding; a percent sign in a name is written %25.',
  });
}
