import { readFileSync } from 'node:fs';
import { isMap, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config-error.js';

/** One legacy client, as the clients file gives it. */
export interface ListedClient {
  clientId: string;
  clientSecret?: string;
  /** SHA-256 of the secret in hexadecimal, for a file that holds no secrets. */
  clientSecretSha256?: string;
  kind: 'global' | 'app';
  /** What people call it; reports show it. */
  name?: string;
  upstreamClientId?: string;
  upstreamClientSecret?: string;
}

const word = z.string('must be a text; put it in quotes').min(1, 'must not be empty');
const row = z.strictObject({
  client_id: word,
  client_secret: word.optional(),
  client_secret_sha256: word.regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits').optional(),
  kind: z.enum(['global', 'app'], 'must be global or app'),
  name: word.optional(),
  upstream_client_id: word.optional(),
  upstream_client_secret: word.optional(),
});
type Row = z.output<typeof row>;

/** Where a fault stands, and what it is; never the value, which may be a secret. */
type Report = (node: unknown, sentence: string) => void;

/**
 * Reads the list of legacy clients, YAML or JSON.
 *
 * @throws ConfigError with `file:line:column sentence` for every fault
 */
export function readClientsFile(path: string): ListedClient[] {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, uniqueKeys: true });
  const mistakes: string[] = [];
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  // The parser's own message may quote the line, and with it a secret: only its first sentence is kept.
  for (const { pos, code } of document.errors) mistakes.push(`${place(pos[0])} is not valid YAML (${code})`);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const report: Report = (node, sentence) => {
    mistakes.push(`${place((node as Node | null)?.range?.[0] ?? 0)} ${sentence}`);
  };
  const clients = readList(document.contents, report);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return clients;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new ConfigError([`${path} cannot be read (${code})`]);
  }
}

function readList(contents: unknown, report: Report): ListedClient[] {
  if (!isSeq(contents)) {
    report(contents, 'the file must hold a list of clients');
    return [];
  }
  const seen = new Set<string>();
  return contents.items.flatMap((item) => {
    const client = readRow(item, report);
    if (client === undefined) return [];
    if (seen.has(client.client_id)) report(item, 'this client_id is in the list twice');
    seen.add(client.client_id);
    return [toClient(client)];
  });
}

function readRow(item: unknown, report: Report): Row | undefined {
  if (!isMap(item)) {
    report(item, 'each client must be a map with client_id, client_secret and kind');
    return undefined;
  }
  const read = row.safeParse(item.toJSON());
  for (const issue of read.error?.issues ?? []) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')];
    for (const key of keys) report(nodeOf(item, key), sentenceOf(issue.code, key, issue.message));
  }
  if (read.data === undefined) return undefined;
  for (const sentence of contradictions(read.data)) report(item, sentence);
  return read.data;
}

function sentenceOf(code: string, key: string, message: string): string {
  return code === 'unrecognized_keys' ? `${key} is not a key of a client` : `${key} ${message}`;
}

function contradictions(client: Row): string[] {
  const faults: string[] = [];
  const secrets = [client.client_secret, client.client_secret_sha256].filter((each) => each !== undefined);
  if (secrets.length !== 1) faults.push('a client has either client_secret or client_secret_sha256');
  if ((client.upstream_client_id === undefined) !== (client.upstream_client_secret === undefined)) {
    faults.push('upstream_client_id and upstream_client_secret go together');
  }
  return faults;
}

/** The key's own place, or the map's where the key is missing. */
function nodeOf(map: YAMLMap, key: string): unknown {
  const pair = map.items.find((each) => String(each.key) === key);
  return pair?.key ?? map;
}

function toClient(from: Row): ListedClient {
  const { client_secret, client_secret_sha256, upstream_client_id, upstream_client_secret } = from;
  return {
    clientId: from.client_id,
    kind: from.kind,
    ...(from.name === undefined ? {} : { name: from.name }),
    ...(client_secret === undefined ? {} : { clientSecret: client_secret }),
    ...(client_secret_sha256 === undefined ? {} : { clientSecretSha256: client_secret_sha256 }),
    ...(upstream_client_id === undefined ? {} : { upstreamClientId: upstream_client_id }),
    ...(upstream_client_secret === undefined ? {} : { upstreamClientSecret: upstream_client_secret }),
  };
}
