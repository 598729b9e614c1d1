import { z } from 'zod';
import { readListFile } from './list-file.js';
import { readTextFile } from './read-text-file.js';

/** One legacy client of the clients file. */
export interface ListedClient {
  clientId: string;
  clientSecret?: string;
  /** SHA-256 of the secret in hexadecimal, for a file that holds no secrets. */
  clientSecretSha256?: string;
  kind: 'global' | 'app';
  /** Its name for people, shown in reports. */
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

/**
 * Reads the list of legacy clients, YAML or JSON.
 *
 * @param readText how its text is read; default: as whatever is read again by a reload
 * @throws ConfigError with `file:line:column sentence` for every fault
 */
export function readClientsFile(
  path: string,
  readText: (path: string) => string = readTextFile,
): ListedClient[] {
  const seen = new Set<string>();
  return readListFile({
    path,
    readText,
    row,
    words: { many: 'clients', one: 'client', needs: 'client_id, client_secret and kind' },
    take: (client, { report }) => {
      for (const sentence of contradictions(client)) report(sentence);
      if (seen.has(client.client_id)) report('this client_id is in the list twice');
      seen.add(client.client_id);
      return toClient(client);
    },
  });
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
