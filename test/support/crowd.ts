/** The outcome of one request of a crowd. */
export interface CrowdReply {
  readonly status: number;
  /** Seconds; undefined where the reply does not say. */
  readonly retryAfterS: number | undefined;
  readonly tookMs: number;
  /** The time of the answer, in milliseconds on the clock of the test. */
  readonly at: number;
  readonly body: unknown;
}

/**
 * Concurrent clients that each send one request after another. A refused client keeps to `Retry-After`.
 *
 * @param tokens one for each client
 * @param end the last moment for a request, on `performance.now()`'s clock; may be changed meanwhile
 */
export async function crowd(
  url: string,
  tokens: readonly string[],
  end: { readonly until: number },
): Promise<CrowdReply[][]> {
  const client = async (token: string): Promise<CrowdReply[]> => {
    const replies: CrowdReply[] = [];
    while (performance.now() < end.until) {
      const reply = await ask(url, token);
      replies.push(reply);
      if (reply.status !== 200)
        await new Promise((resolve) => setTimeout(resolve, (reply.retryAfterS ?? 1) * 1_000));
    }
    return replies;
  };
  return Promise.all(tokens.map(client));
}

async function ask(url: string, token: string): Promise<CrowdReply> {
  const startedAt = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await answer.json();
  const at = performance.now();
  const retryAfter = answer.headers.get('retry-after');
  return {
    status: answer.status,
    retryAfterS: retryAfter === null ? undefined : Number(retryAfter),
    tookMs: at - startedAt,
    at,
    body,
  };
}
