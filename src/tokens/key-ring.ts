import { hash, webcrypto } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, type CompactJWEHeaderParameters } from 'jose';

/** Longer texts are refused unread; a sealed token has some 400 characters. */
export const maxSealedLength = 8 * 1024;

/** Seals texts with the first key and opens what any key has sealed. */
export interface KeyRing {
  /** A compact JWE (RFC 7516), made of `A-Z a-z 0-9 - _ .` alone. */
  seal(text: string): Promise<string>;
  /** Undefined for anything but the exact text that a key of the ring has sealed. */
  open(sealed: string): Promise<string | undefined>;
  /** Whether the header names a key of the ring; the rest is not checked. */
  knows(sealed: string): boolean;
}

interface RingKey {
  readonly header: CompactJWEHeaderParameters;
  /** The first part of every token this key has sealed. */
  readonly printedHeader: string;
  readonly key: Promise<webcrypto.CryptoKey>;
}

/**
 * @param keys 32 bytes each, at least one
 * @throws Error where there is no key or one has another length
 */
function createKeyRing(keys: readonly Uint8Array[]): KeyRing {
  const ring = keys.map(importRingKey);
  const [sealing] = ring;
  if (sealing === undefined) throw new Error('There is no key to seal tokens with.');
  const byHeader = new Map(ring.map((entry) => [entry.printedHeader, entry]));
  return {
    async seal(text) {
      return new CompactEncrypt(Buffer.from(text))
        .setProtectedHeader(sealing.header)
        .encrypt(await sealing.key);
    },
    async open(sealed) {
      if (!isCanonical(sealed)) return undefined;
      // The header must equal the key's own exactly. This refuses unknown keys, other algorithms, `zip` and `crit`
      // before any cryptography.
      const opening = byHeader.get(headerOf(sealed));
      return opening === undefined ? undefined : decrypt(sealed, await opening.key);
    },
    knows: (sealed) => byHeader.has(headerOf(sealed)),
  };
}

/**
 * A key ring that always uses the current keys.
 *
 * @param keys returns the same array as long as nothing has changed
 * @throws Error as `createKeyRing` does, immediately for the first keys
 */
export function followKeys(keys: () => readonly Uint8Array[]): KeyRing {
  let followed = keys();
  let ring = createKeyRing(followed);
  const current = (): KeyRing => {
    const now = keys();
    if (now !== followed) [followed, ring] = [now, createKeyRing(now)];
    return ring;
  };
  return {
    seal: (text) => current().seal(text),
    open: (sealed) => current().open(sealed),
    knows: (sealed) => current().knows(sealed),
  };
}

function headerOf(sealed: string): string {
  return sealed.slice(0, sealed.indexOf('.'));
}

function importRingKey(bytes: Uint8Array): RingKey {
  if (bytes.length !== 32) throw new Error(`A token key has ${bytes.length} bytes, not 32.`);
  const kid = hash('sha256', Buffer.concat([Buffer.from('holdover token key\0'), bytes]), 'base64url').slice(
    0,
    11,
  );
  const header = { alg: 'dir', enc: 'A256GCM', kid };
  return {
    header,
    printedHeader: Buffer.from(JSON.stringify(header)).toString('base64url'),
    key: webcrypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']),
  };
}

/** Accepts one spelling per token: base64url decoders read `...QR` as `...QQ`, but caches and logs tell them apart. */
function isCanonical(sealed: string): boolean {
  if (sealed.length > maxSealedLength || !/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/.test(sealed)) return false;
  return sealed.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

async function decrypt(sealed: string, key: webcrypto.CryptoKey): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return Buffer.from(plaintext).toString();
  } catch {
    return undefined;
  }
}
