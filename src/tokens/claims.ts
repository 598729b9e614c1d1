import { z } from 'zod';

const heldSchema = z.object({
  /** The v2 call. */
  method: z.string(),
  path: z.string(),
  body: z.unknown(),
  /** Fields of the record when the ticket was made, which the write needs unchanged; null where there was none. */
  unchanged: z.record(z.string(), z.unknown()),
  /** Texts of the page before and after the write. */
  ask: z.string(),
  done: z.string(),
  /** URL that the browser is redirected to afterwards. */
  next: z.string().optional(),
});

/** A write sealed into a ticket, to be confirmed by whoever follows the link. */
export type HeldWrite = z.infer<typeof heldSchema>;

/** Claims of a sealed text, with the names of RFC 7519 where it has one. */
const claimsSchema = z.object({
  /** Never interchangeable: a link opens one page, a ticket makes one write, a token opens everything. */
  use: z.enum(['token', 'link', 'ticket']),
  /** Upstream base URL: gateways of two tenants may share keys but not tokens. */
  iss: z.string(),
  /** Client id. */
  sub: z.string(),
  kind: z.enum(['global', 'app', 'v2']),
  /** Seconds since the epoch. A link or ticket repeats `iat` and `jti` of its token, and is revoked with it. */
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
  /** The client's own secret, only where v2 tokens are made from it; for a `v2` caller its token. */
  secret: z.string().optional(),
  /** SHA-256 of the target that a link opens. */
  target: z.string().optional(),
  /** Where the list of a link continues. */
  cursor: z.string().optional(),
  /** The write of a ticket. */
  held: heldSchema.optional(),
});

export type Claims = z.infer<typeof claimsSchema>;

/** Undefined for claims that this version of holdover does not know. */
export function readClaims(text: string): Claims | undefined {
  try {
    return claimsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
