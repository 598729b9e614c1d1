import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../config/config-error.js';
import { createDemoCertificate, type DemoCertificate } from '../../gateway/ports/demo-certificate.js';
import { generateTokenKey, parseTokenKeys } from '../../tokens/token-keys.js';

/** The files that the demo keeps between starts, so that the trusted CA and v1 tokens stay valid. */
export interface DemoFolder {
  readonly caFile: string;
  readonly certificate: DemoCertificate;
  readonly tokenKeys: readonly Uint8Array[];
}

const files = { ca: 'ca.pem', cert: 'localhost.pem', key: 'localhost-key.pem' } as const;
const day = 86_400_000;

/**
 * Opens `.holdover` in this directory, or a temporary folder where that is not writable. Existing files are reused
 * while valid. Only the owner can read them.
 *
 * @throws ConfigError where neither folder is writable
 */
export async function openDemoFolder(directory: string): Promise<DemoFolder> {
  const folder = writableFolder(directory);
  const certificate = readCertificate(folder) ?? (await createDemoCertificate());
  for (const [part, name] of Object.entries(files)) {
    writePrivate(join(folder, name), certificate[part as keyof DemoCertificate]);
  }
  const tokenKey = readTokenKey(folder) ?? generateTokenKey();
  writePrivate(join(folder, 'token-key'), `${tokenKey}\n`);
  return { caFile: join(folder, files.ca), certificate, tokenKeys: parseTokenKeys(tokenKey) };
}

function writableFolder(directory: string): string {
  const folder = join(directory, '.holdover');
  try {
    makeFolder(folder);
    // An existing folder may have been made by hand, with other permissions.
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
    // Nobody should commit the demo's keys.
    writePrivate(join(folder, '.gitignore'), '*\n');
    return folder;
  } catch {
    return temporaryFolder(directory);
  }
}

/** Not recursive: below /proc that never ends. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  mkdirSync(folder, { mode: 0o700 });
}

function temporaryFolder(directory: string): string {
  try {
    return mkdtempSync(join(tmpdir(), 'holdover-'));
  } catch {
    throw new ConfigError([
      `The demo needs a folder that it can write: ${directory}, or one in ${tmpdir()} (a container: --tmpfs /tmp)`,
    ]);
  }
}

function readCertificate(folder: string): DemoCertificate | undefined {
  try {
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const found = { ca: read(files.ca), cert: read(files.cert), key: read(files.key) };
    return isUsable(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isUsable({ ca, cert, key }: DemoCertificate): boolean {
  const leaf = new X509Certificate(cert);
  const lastsUntil = Date.parse(leaf.validTo);
  return (
    leaf.checkPrivateKey(createPrivateKey(key)) &&
    leaf.verify(new X509Certificate(ca).publicKey) &&
    lastsUntil > Date.now() + 30 * day
  );
}

function readTokenKey(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'token-key'), 'utf8').trim();
    parseTokenKeys(text);
    return text;
  } catch {
    return undefined;
  }
}

/** Writes the file atomically. */
function writePrivate(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, path);
}
