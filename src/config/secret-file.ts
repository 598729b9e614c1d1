import { readTextFile } from './read-text-file.js';

export interface Resolved {
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: readonly string[];
}

/**
 * Puts the content of `<KEY>_FILE` under `<KEY>`, so that secrets can be mounted instead of written into the
 * environment. A byte order mark and one newline at the end are dropped: editors and `echo` leave them there.
 */
export function resolveSecretFiles(
  values: Readonly<Record<string, string>>,
  fileKeys: readonly string[],
): Resolved {
  const resolved = { ...values };
  const mistakes: string[] = [];
  for (const key of fileKeys) {
    const fileKey = `${key}_FILE`;
    const path = values[fileKey];
    if (path === undefined) continue;
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a copy of our own, with keys from a fixed list
    delete resolved[fileKey];
    if (values[key] !== undefined) {
      mistakes.push(`${key} and ${fileKey} are both set: keep one of them`);
      continue;
    }
    try {
      const text = readTextFile(path).replace(/^\uFEFF|\r?\n$/g, '');
      if (text === '') mistakes.push(`${fileKey}: ${path} is empty`);
      else resolved[key] = text;
    } catch (error) {
      mistakes.push(`${fileKey}: ${path} ${(error as Error).message}`);
    }
  }
  return { values: resolved, mistakes };
}
