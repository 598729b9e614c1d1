import { z } from 'zod';

/**
 * Longer texts are refused unread. A v2 token with all scopes has 8,300 characters; a request header may have 16 KiB.
 */
const maxJwtLength = 12 * 1024;

const headerSchema = z.looseObject({
  alg: z.string(),
  kid: z.string().optional(),
  typ: z.string().optional(),
});

const payloadSchema = z.looseObject({
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  sub: z.string().optional(),
  azp: z.string().optional(),
  client_id: z.string().optional(),
  scope: z.string().optional(),
  /** Claim of a v2 token of 2015; another shape counts as absent. */
  scopes: z
    .record(z.string(), z.object({ actions: z.array(z.string()) }))
    .optional()
    .catch(undefined),
  /** Seconds since the epoch. */
  exp: z.number().optional(),
});

/** A signed JWT (RFC 7519), not verified. */
export interface Jwt {
  readonly text: string;
  readonly header: z.infer<typeof headerSchema>;
  readonly payload: z.infer<typeof payloadSchema>;
  readonly audiences: readonly string[];
}

/** Undefined for anything else: a sealed token, other text, a JWT without a signature or too long. */
export function readJwt(text: string): Jwt | undefined {
  if (text.length > maxJwtLength || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return undefined;
  const [header, payload] = text.split('.', 2).map(readPart);
  const readHeader = headerSchema.safeParse(header).data;
  const readPayload = payloadSchema.safeParse(payload).data;
  if (readHeader === undefined || readPayload === undefined) return undefined;
  return { text, header: readHeader, payload: readPayload, audiences: [readPayload.aud ?? []].flat() };
}

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
