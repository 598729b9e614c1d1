export interface ExactSearch {
  readonly email?: string;
  readonly given_email?: string;
  readonly user_id?: string;
}
export function exactSearch(_c: unknown): ExactSearch {
  return {};
}
