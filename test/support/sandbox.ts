import type { DemoClient } from '../../src/sandbox/demo/demo-tenant.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';

/** An answer of the sandbox. */
export interface SandboxReply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the text where it is none; undefined for an empty answer. */
  readonly body: unknown;
}

/** Calls a sandbox with one machine token over a real socket. */
export class SandboxCaller {
  private constructor(
    private readonly sandbox: Sandbox,
    readonly token: string,
  ) {}

  /** Fetches a token for the client, with all of its scopes or the named ones. */
  static async open(
    sandbox: Sandbox,
    client: DemoClient = demoClients.service,
    scope?: string,
  ): Promise<SandboxCaller> {
    const reply = await askToken(sandbox, {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      audience: `${sandbox.url}/api/v2/`,
      ...(scope === undefined ? {} : { scope }),
    });
    const { access_token: token } = reply.body as { access_token: string };
    return new SandboxCaller(sandbox, token);
  }

  /** With a token from elsewhere. */
  static with(sandbox: Sandbox, token: string): SandboxCaller {
    return new SandboxCaller(sandbox, token);
  }

  /** The same sandbox with another token. */
  as(token: string): SandboxCaller {
    return new SandboxCaller(this.sandbox, token);
  }

  /** `path` below /api/v2, query included. */
  async send(method: string, path: string, body?: unknown): Promise<SandboxReply> {
    const response = await fetch(`${this.sandbox.url}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readReply(response);
  }

  get(path: string): Promise<SandboxReply> {
    return this.send('GET', path);
  }
}

/** `POST /oauth/token` with a JSON body. */
export function askToken(sandbox: Sandbox, body: Record<string, unknown>): Promise<SandboxReply> {
  return askOAuth(sandbox, '/oauth/token', body);
}

/** POST of a JSON body to the Authentication API. */
export async function askOAuth(
  sandbox: Sandbox,
  path: string,
  body: Record<string, unknown>,
): Promise<SandboxReply> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return readReply(response);
}

/** Reads a fetch response to the end. */
export async function readReply(response: Response): Promise<SandboxReply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
