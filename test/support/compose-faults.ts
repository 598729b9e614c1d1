import { createRequire } from 'node:module';

/** dclint's own types refer to files that NodeNext does not find. */
interface Linter {
  lintFiles(
    paths: readonly string[],
    recursive: boolean,
  ): readonly { readonly messages: readonly { readonly rule: string; readonly message: string }[] }[];
}

const { DCLinter } = createRequire(import.meta.url)('dclint') as {
  DCLinter: new (config: object) => Linter;
};

/** Rules that the example breaks on purpose, and the order of keys, which is a matter of taste. */
const rules = { 'no-build-and-image': 0, 'no-unbound-port-interfaces': 0, 'service-keys-order': 0 };

/** The faults of a file by the schema of the Compose specification and dclint's rules, one line each. */
export function composeFaults(file: string): string[] {
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  return linter
    .lintFiles([file], false)
    .flatMap(({ messages }) => messages.map(({ rule, message }) => `${rule}: ${message}`));
}
