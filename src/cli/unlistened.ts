import { ConfigError } from '../config/config-error.js';

/** Errors of the host: every port would fail. */
const hostCodes: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/** The error to throw where a command cannot listen on the address of its options; other errors unchanged. */
export function unlistened(
  error: unknown,
  { option, host, port }: { readonly option: string; readonly host: string; readonly port: number },
): unknown {
  const { code, port: taken = port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (code === undefined) return error;
  return new ConfigError([
    hostCodes.has(code)
      ? `--host: ${host} is not an address of this machine (${code})`
      : `${option}: ${host}:${taken} cannot be listened on (${code})`,
  ]);
}
