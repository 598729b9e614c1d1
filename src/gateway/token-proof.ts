/** Whether the tenant has given one v2 token for the service credentials: asked until it has, and never again. */
export interface TokenProof {
  /** `not needed` where the callers' own credentials are exchanged. Asks once more in the background if it failed. */
  state(): 'ok' | 'waiting' | 'not needed';
}

/** @param obtain gets a token or throws; undefined where there are no service credentials */
export function createTokenProof(obtain: (() => Promise<unknown>) | undefined): TokenProof {
  if (obtain === undefined) return { state: () => 'not needed' };
  let proven = false;
  let asking = false;
  const ask = async (): Promise<void> => {
    asking = true;
    try {
      await obtain();
      proven = true;
    } catch {
      // The next look at /readyz asks again; the calls that need the token tell what is wrong.
    } finally {
      asking = false;
    }
  };
  return {
    state: () => {
      if (proven) return 'ok';
      if (!asking) void ask();
      return 'waiting';
    },
  };
}
