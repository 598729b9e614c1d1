import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/** The identifying part of a manifest's resource. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const load = createRequire(import.meta.url);

/** The documents of a file. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/**
 * Kubernetes' errors for a resource, one line each: its schemas check types, patterns and required fields, and allow
 * unknown fields, which the same package's types do not.
 */
export function kubernetesFaults(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const models = `kubernetes-models/${apiVersion}`;
  const known = load(models) as Record<string, (new (data: Manifest) => { validate(): void }) | undefined>;
  const Model = known[kind];
  if (Model === undefined) return [`${apiVersion} has no ${kind}`];
  try {
    new Model(manifest).validate();
  } catch (error) {
    return (error as Error).message.split(', ');
  }
  return typeFaults(
    `import type { I${kind} } from '${models}';\n` +
      `export const manifest: I${kind} = ${JSON.stringify(manifest)};\n`,
  );
}

function typeFaults(source: string): string[] {
  const file = resolve('manifest.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? source : disk.readFile(name)),
    getSourceFile: (name, ...more) =>
      name === file
        ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
        : disk.getSourceFile(name, ...more),
  };
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
