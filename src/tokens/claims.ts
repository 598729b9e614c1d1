import { z } from 'zod';

const heldSchema = z.object({
  /** The v2 call. */
  method: z.string(),
  path: z.string(),
  body: z.unknown(),
  /** Fields of the record at the path, as they were when the ticket was made; null where there was none. */
  unchanged: z.record(z.string(), z.unknown()),
  /** What the page says: before and after. */
  ask: z.string(),
  done: z.string(),
  /** Where the browser goes afterwards. */
  next: z.string().optional(),
});

/** A write that waits, in a ticket, for whoever follows that to confirm it. */
export type HeldWrite = z.infer<typeof heldSchema>;

/** What a sealed token says. The names are those of RFC 7519 where it has one. */
const claimsSchema = z.object({
  /** One is never taken for the other: a link opens one page, a ticket makes one write, a token opens everything. */
  use: z.enum(['token', 'link', 'ticket']),
  /** Upstream base URL: keys may be shared between the gateways of two tenants, tokens may not. */
  iss: z.string(),
  /** Client id. */
  sub: z.string(),
  kind: z.enum(['global', 'app', 'v2']),
  /** Seconds since the epoch. A link or ticket repeats `iat` and `jti` of the token it began with, and goes where that goes. */
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
  /** The client's own secret, only where its own credentials are what v2 tokens are made from; a `v2` caller's token. */
  secret: z.string().optional(),
  /** SHA-256 of the one target that a link opens. */
  target: z.string().optional(),
  /** Where the list goes on that a link leads to. */
  cursor: z.string().optional(),
  /** What a ticket does. */
  held: heldSchema.optional(),
});

export type Claims = z.infer<typeof claimsSchema>;

/** Undefined for what this version of holdover did not write. */
export function readClaims(text: string): Claims | undefined {
  try {
    return claimsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
