import { STATUS_CODES } from 'node:http';
import type { ErrorRow } from './error-table.js';

type Told = Pick<ErrorRow, 'status' | 'error' | 'detail'>;

/** What every legacy client reads in an error: facts v1, section 2 and appendix A. */
export interface V1ErrorBody {
  /** node 0.8.5 reads it as `err.code`; OAuth clients as the error word. */
  readonly error: string;
  /** .NET's code exchange and node read it at the token endpoint. */
  readonly error_description: string;
  /**
   * node (all versions) takes it as the message of a failed write; .NET before mid-2013 reads nothing else. node's
   * createUser reads it in place of the body, and then has no `err.code`.
   */
  readonly detail?: string;
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
}

/**
 * The one error body, never empty: an empty body kills node 0.8.5 processes and makes .NET's client of 2014 throw
 * NullReferenceException; v2's own shape shows up as `[object Object]` in node.
 */
export function v1ErrorBody({ status, error, detail }: Told, sentence: string): V1ErrorBody {
  const text = sentence.trim() === '' ? (STATUS_CODES[status] ?? 'Error') : sentence;
  return {
    error,
    error_description: text,
    ...(detail === false ? {} : { detail: text }),
    code: error,
    message: text,
    statusCode: status,
  };
}
