/** Settings that a pure function of the map may depend on; the same shape as the map's own type. */
export interface ReshapeContext {
  readonly settings: {
    /** `preserve` keeps the nulls that v1 stored, `drop` lets v2 delete them. */
    readonly nulls: 'preserve' | 'drop';
    /** First-level metadata keys, in v1's spelling, that live in `user_metadata`. */
    readonly userMetadataKeys: readonly string[];
    /** Of a 2015 tenant: an appliance searches by `v1`. Default `v2`. */
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
   * Whether of this v2 answer the function reads nothing beyond ASCII, and copies or drops it as it stands: then the
   * answer need not be decoded. Absent: the function may read all of it.
   */
  readonly copiesText?: (answer: unknown) => boolean;
  /** It refuses a user's id_token all users but its own. */
  readonly ownUserOnly?: true;
}
