import { STATUS_CODES } from 'node:http';
import type { JsonObject } from './json-value.js';

/** Optional parts of an error. */
export interface V2ErrorDetails {
  readonly errorCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `attributes` of hapi's 401 bodies. */
  readonly attributes?: JsonObject;
}

/** A refusal in v2's own words. `errorCode` is absent where the real API omits it (facts: section 4). */
export class V2Error extends Error {
  override readonly name = 'V2Error';

  readonly details: V2ErrorDetails;

  /** A string as `details` is the errorCode. */
  constructor(
    readonly status: number,
    message: string,
    details: string | V2ErrorDetails = {},
  ) {
    super(message);
    this.details = typeof details === 'string' ? { errorCode: details } : details;
  }

  /** `{"statusCode","error","message","errorCode"?,"attributes"?}` */
  body(): JsonObject {
    const { errorCode, attributes } = this.details;
    return {
      statusCode: this.status,
      error: STATUS_CODES[this.status] ?? 'Error',
      message: this.message,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(attributes === undefined ? {} : { attributes }),
    };
  }
}
