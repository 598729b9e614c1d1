/** Whether the tenant has given one v2 token for the service credentials: asked until it has, and then for others only. */
export interface TokenProof {
  /** `not needed` where the callers' own credentials are exchanged. Asks once more in the background if it failed. */
  state(): 'ok' | 'waiting' | 'not needed';
  /** The service credentials are others now. What held for the ones before holds until the tenant has answered. */
  renew(): void;
}

/** @param obtain gets a token by the credentials as they are now, or throws; undefined where there are none */
export function createTokenProof(obtain: (() => Promise<unknown>) | undefined): TokenProof {
  if (obtain === undefined) return { state: () => 'not needed', renew: () => undefined };
  let proven = false;
  let asking: Promise<void> | undefined;
  const ask = (): void => {
    // The next look at /readyz asks again; the calls that need the token tell what is wrong.
    const given = obtain().then(
      () => true,
      () => false,
    );
    const mine = given.then((isGiven) => {
      // What became of credentials that are no longer used says nothing of those that are.
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
