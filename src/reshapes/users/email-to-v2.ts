/**
 * v2 stores the addresses of database users in lower case and compares case-sensitively; v1 did not.
 *
 * @param input an e-mail address
 */
export function emailToV2(input: unknown): string {
  return (input as string).toLowerCase();
}
