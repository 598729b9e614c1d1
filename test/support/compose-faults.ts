import { createRequire } from 'node:module';

/** dclint's own types name files that NodeNext does not find. */
interface Linter {
  lintFiles(
    paths: readonly string[],
    recursive: boolean,
  ): readonly { readonly messages: readonly { readonly rule: string; readonly message: string }[] }[];
}

const { DCLinter } = createRequire(import.meta.url)('dclint') as {
  DCLinter: new (config: object) => Linter;
};

/** Rules that the example means to break, and the order of keys, which is taste. */
const rules = { 'no-build-and-image': 0, 'no-unbound-port-interfaces': 0, 'service-keys-order': 0 };

/** What the schema of the Compose specification and dclint's rules have against a file, one line each. */
export function composeFaults(file: string): string[] {
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  return linter
    .lintFiles([file], false)
    .flatMap(({ messages }) => messages.map(({ rule, message }) => `${rule}: ${message}`));
}
