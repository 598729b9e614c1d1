import {
  isMap,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { readTextFile, UnreadableFile } from './read-text-file.js';

/** A file that holds a list of maps, in YAML or JSON. */
export interface ListFile<Row, Item> {
  readonly path: string;
  readonly row: z.ZodType<Row>;
  /** Words for the messages: `clients`, `client`, and what each of them must have. */
  readonly words: { readonly many: string; readonly one: string; readonly needs: string };
  /** Turns one row into an item, and reports what is wrong with it. */
  readonly take: (row: Row, at: ListPlace) => Item;
  /** Default: `readTextFile`. */
  readonly readText?: (path: string) => string;
}

export interface ListPlace {
  /** Reports a mistake in one key, or in the whole row; never with the value, which may be a secret. */
  readonly report: (sentence: string, key?: string) => void;
  /** `file:line:column` of a key, or of the row. */
  readonly place: (key?: string) => string;
}

/** @throws ConfigError with `file:line:column sentence` for every fault */
export function readListFile<Row, Item>(file: ListFile<Row, Item>): Item[] {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, uniqueKeys: true });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file.path}:${line}:${col}`;
  };
  // The parser's own message may quote the line, and with it a secret: only its code is kept.
  const mistakes = [...document.errors, ...document.warnings].map(
    ({ pos, code }) => `${placeOf(pos[0])} is not valid YAML (${code})`,
  );
  for (const offset of aliasesIn(document))
    mistakes.push(`${placeOf(offset)} is an alias; write it out, or put a text that begins with * in quotes`);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const place = (node: unknown): string => placeOf((node as Node | null)?.range?.[0] ?? 0);
  const { contents } = document;
  if (!isSeq(contents))
    throw new ConfigError([`${place(contents)} the file must hold a list of ${file.words.many}`]);
  const items = contents.items.flatMap((item) => readItem(item, file, { mistakes, place }));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return items;
}

/** Aliases are mistakes, as in the map. A secret may begin with `*`, so the name of the alias is not shown. */
function aliasesIn(document: Document): number[] {
  const found: number[] = [];
  visit(document, { Alias: (_, { range }) => void found.push(range?.[0] ?? 0) });
  return found;
}

interface Reading {
  readonly mistakes: string[];
  readonly place: (node: unknown) => string;
}

function readItem<Row, Item>(
  item: unknown,
  { row, words, take }: ListFile<Row, Item>,
  { mistakes, place }: Reading,
): Item[] {
  if (!isMap(item)) {
    mistakes.push(`${place(item)} each ${words.one} must be a map with ${words.needs}`);
    return [];
  }
  const placeOf = (key?: string): string => place(key === undefined ? item : nodeOf(item, key));
  const report = (sentence: string, key?: string): void => void mistakes.push(`${placeOf(key)} ${sentence}`);
  const read = row.safeParse(item.toJSON());
  for (const issue of read.error?.issues ?? []) {
    const [key = '', ...inner] = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      for (const name of issue.keys)
        report(
          `${[key, ...inner, name].filter(Boolean).join('.')} is not a key of a ${words.one}`,
          key || name,
        );
    else report(`${[key, ...inner].join('.')} ${issue.message}`, key);
  }
  return read.data === undefined ? [] : [take(read.data, { report, place: placeOf })];
}

function readText({
  path,
  readText: read = readTextFile,
}: Pick<ListFile<never, never>, 'path' | 'readText'>): string {
  try {
    return read(path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new ConfigError([`${path} ${error.message}`]);
  }
}

/** The node of the key, or of the map where the key is missing. */
function nodeOf(map: YAMLMap, key: string): unknown {
  const pair = map.items.find((each) => String(each.key) === key);
  return pair?.key ?? map;
}
