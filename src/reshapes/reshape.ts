/** Settings that a pure function of the map may depend on; the same shape as the map's own type. */
export interface ReshapeContext {
  readonly settings: {
    /** `preserve` keeps the nulls that v1 stored, `drop` lets v2 delete them. */
    readonly nulls: 'preserve' | 'drop';
    /** First-level metadata keys, in v1's spelling, that live in `user_metadata`. */
    readonly userMetadataKeys: readonly string[];
    /** For a 2015 tenant: an appliance searches by `v1`. Default `v2`. */
    readonly searchEngine?: 'v1' | 'v2';
  };
  readonly caller: {
    readonly client_id: string;
    readonly kind: string;
    readonly guessed?: boolean | undefined;
    readonly upstream_id?: string | undefined;
    readonly stand_in?: string | undefined;
    readonly user_id?: string | undefined;
  };
}

/** A pure function that the map names: same input, same answer; the input is never changed. */
export interface Reshape {
  (input: unknown, context: ReshapeContext): unknown;
  /**
   * Whether this v2 answer may stay undecoded: the function reads only ASCII in it and copies or drops everything
   * else as it is. Absent: the function may read all of it.
   */
  readonly copiesText?: (answer: unknown) => boolean;
  /** The function refuses, to a caller with an id_token, every user but its own. */
  readonly ownUserOnly?: true;
}
