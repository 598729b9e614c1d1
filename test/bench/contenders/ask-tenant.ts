import { tenantPool } from './tenant-pool.js';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body?: string;
}

/** One call; answers its whole body. */
export function askTenant({ method, path, authorization, body }: Question): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const headers: Record<string, string> = { authorization: authorization ?? '' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const asked = { method, path, headers, body: body ?? null };
    tenantPool.dispatch(asked, {
      onRequestStart() {
        // undici takes a handler without this method for one of its version 6.
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        const [first] = chunks;
        resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });
}
