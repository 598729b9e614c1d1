/** Whether the tenant gives a v2 token for the service credentials. Asks until one is given, then only for new ones. */
export interface TokenProof {
  /** `not needed` where callers' own credentials are exchanged. After a failure it asks again in the background. */
  state(): 'ok' | 'waiting' | 'not needed';
  /** Asks again for new service credentials. The old state holds until the tenant has answered. */
  renew(): void;
}

/** @param obtain gets a token with the current credentials, or throws; undefined where there are none */
export function createTokenProof(obtain: (() => Promise<unknown>) | undefined): TokenProof {
  if (obtain === undefined) return { state: () => 'not needed', renew: () => undefined };
  let proven = false;
  let asking: Promise<void> | undefined;
  const ask = (): void => {
    // The next request of /readyz asks again; the calls that need the token report the error.
    const given = obtain().then(
      () => true,
      () => false,
    );
    const mine = given.then((isGiven) => {
      // Ignores the result for credentials that have been replaced meanwhile.
      if (asking !== mine) return;
      asking = undefined;
      proven = isGiven;
    });
    asking = mine;
  };
  return {
    state: () => {
      if (proven) return 'ok';
      if (asking === undefined) ask();
      return 'waiting';
    },
    renew: ask,
  };
}
