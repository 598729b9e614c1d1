import { v1Token, type V1Client } from './v1-token.js';

/** The answer of a v1, native or holdover: the body parsed where it is JSON, else its text. */
export interface V1Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A v1 client: one base URL, one token. */
export class V1Caller {
  private constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  static async open(base: string, client: V1Client): Promise<V1Caller> {
    return new V1Caller(base, await v1Token(base, client));
  }

  /** `path` with its query, or an absolute URL, which is requested without a token, as SDKs follow a `Link`. */
  async send(method: string, path: string, body?: unknown): Promise<V1Reply> {
    const isLink = path.startsWith('http');
    const response = await fetch(isLink ? path : `${this.base}${path}`, {
      method,
      headers: {
        ...(isLink ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const parsed: unknown = type === 'application/json' ? JSON.parse(text) : text;
    return { status: response.status, type, headers: response.headers, body: parsed };
  }
}

/** The target of the `Link` to the next page; undefined on the last page. */
export function nextIn({ headers }: V1Reply): string | undefined {
  return /^<([^>]*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
}
