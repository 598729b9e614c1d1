/** One line of `routes-map/errors.yaml`: what a v1 client is told. */
export interface ErrorRow {
  /** HTTP status, RFC 9110. */
  readonly status: number;
  /** Machine-readable word, read by node 0.8 as `err.code`. */
  readonly error: string;
  /** The sentence. `{message}` stands for the thrower's own words. */
  readonly sentence: string;
  /** Absent: the body has `detail`. False: it has none, for a client that reads `detail` in place of the body. */
  readonly detail?: false | undefined;
}

/** The whole of `routes-map/errors.yaml`, checked at load: every code has a row. */
export interface ErrorTable {
  /** By `ErrorCode`, or by a name that the map uses in `missing:` and `errors:`. */
  readonly rows: ReadonlyMap<string, ErrorRow>;
  /** Row name by v2 `errorCode`, e.g. `inexistent_user`. */
  readonly byErrorCode: ReadonlyMap<string, string>;
  /** Row name by v2 status, for answers without a known `errorCode`. */
  readonly byStatus: ReadonlyMap<number, string>;
}
