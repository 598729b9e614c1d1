import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { readTextFile } from '../../config/read-text-file.js';
import type { MapFault } from './map-error.js';

/** Keys and indexes from the top of a document to a value in it. */
export type YamlPath = readonly (string | number)[];

interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that knows the place of every value in it. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  /** Plain data; undefined when the file cannot be read as YAML. */
  readonly value: unknown;
  /** Syntax errors. */
  readonly faults: readonly MapFault[];
  /** Place of the value at this path, or of the nearest value that exists. */
  placeOf(path: YamlPath): Place;
  /** Place of the last key of this path. */
  placeOfKey(path: YamlPath): Place;
}

const start: Place = { line: 1, column: 1 };

/** Reads one file of the map. Nothing is thrown; errors are in `faults`. */
export function readYaml(file: string): YamlFile {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    return unreadable(file, `The file ${(error as Error).message}.`);
  }
  return parseYaml(file, text);
}

/** Parses a text that has already been read. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? start : { line, column: col };
  };
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    file,
    ...at(pos[0]),
    sentence: `Not valid YAML: ${message}${message.includes('flow') ? '; inside [ ] a text with { } needs quotes' : ''}.`,
  }));
  for (const { offset, sentence } of unwanted(document)) faults.push({ file, ...at(offset), sentence });
  return {
    file,
    text,
    value: faults.length === 0 ? (document.toJS() as unknown) : undefined,
    faults,
    placeOf: (path) => at(walk(document, path).value),
    placeOfKey: (path) => at(walk(document, path).key),
  };
}

/** Valid YAML that the map does not allow. */
function unwanted(document: Document): { offset: number; sentence: string }[] {
  const found: { offset: number; sentence: string }[] = [];
  visit(document, {
    Alias: (_, { range }) => {
      found.push({ offset: range?.[0] ?? 0, sentence: 'Aliases are not part of the map; write it out.' });
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__')
        found.push({ offset: key.range?.[0] ?? 0, sentence: '"__proto__" cannot be a key.' });
    },
  });
  return found;
}

/** Offsets of the value at the path and of its key. */
function walk(document: Document, path: YamlPath): { value: number; key: number } {
  let node: unknown = document.contents;
  let value = offsetOf(node);
  let key = value;
  for (const part of path) {
    const pair = isMap(node) ? pairOf(node.items, part) : undefined;
    const next: unknown = pair?.value ?? (isSeq(node) ? node.items[Number(part)] : undefined);
    if (pair === undefined && next === undefined) break;
    key = pair === undefined ? offsetOf(next) : offsetOf(pair.key);
    value = next === null || next === undefined ? key : offsetOf(next);
    node = next;
  }
  return { value, key };
}

function pairOf(items: readonly unknown[], part: string | number): Pair | undefined {
  return items.find(
    (item): item is Pair => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
  );
}

function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

function unreadable(file: string, sentence: string): YamlFile {
  const faults = [{ file, ...start, sentence }];
  return { file, text: '', value: undefined, faults, placeOf: () => start, placeOfKey: () => start };
}
