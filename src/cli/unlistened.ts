import { ConfigError } from '../config/config-error.js';

/** With these no port would do. */
const hostCodes: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/** What to throw where the address of a command's options cannot be listened on: an error that is another one as it is. */
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
