import { shellQuoted } from '../../syntax/shell-quoted.js';

export interface BannerInput {
  readonly http: string;
  readonly https: string | undefined;
  readonly admin: string;
  readonly sandbox: string;
  /** Absolute. */
  readonly caFile: string;
  readonly clients: readonly {
    readonly kind: string;
    readonly clientId: string;
    readonly clientSecret: string;
  }[];
  /** A v1 token of the first client, so that each line to paste works on its own; undefined: no such lines. */
  readonly token: string | undefined;
  /** The user that the third line changes. */
  readonly userId: string;
}

/** The demo's banner: its URLs, its clients and three lines to paste. */
export function banner(input: BannerInput): string {
  const { http, https, admin, sandbox, caFile } = input;
  const lines = [
    '',
    'holdover demo: an embedded v2 tenant, and in front of it a Management API v1',
    '',
    `  v1 over HTTPS   ${https ?? 'off'}`,
    `  v1 over HTTP    ${http}`,
    `  operator        ${admin}/console`,
    `  v2 sandbox      ${sandbox}`,
    `  CA file: ${caFile}`,
    '',
    ...input.clients.flatMap(({ kind, clientId, clientSecret }) => [
      `  ${`${kind} client`.padEnd(16)}client_id      ${clientId}`,
      `${' '.repeat(18)}client_secret  ${clientSecret}`,
    ]),
    '',
    'Try it (each line works on its own; the second and third carry a token of the global client):',
    '',
    ...tries(input),
    '',
  ];
  return lines.join('\n');
}

/** Lines for a POSIX shell, to be pasted in any order. */
function tries({ http, https, caFile, clients, token, userId }: BannerInput): string[] {
  const [client] = clients;
  if (client === undefined || token === undefined) return ['  (with the clients of HOLDOVER_CLIENTS_FILE)'];
  const base = https ?? http;
  const curl = https === undefined ? 'curl -sS' : `curl --cacert ${shellQuoted(caFile)} -sS`;
  const grant = `grant_type=client_credentials&client_id=${client.clientId}&client_secret=${client.clientSecret}`;
  const auth = `-H 'Authorization: Bearer ${token}'`;
  const metadata = `${base}/api/users/${encodeURIComponent(userId)}/metadata`;
  return [
    `${curl} ${base}/oauth/token -d ${shellQuoted(grant)}`,
    '',
    `${curl} ${shellQuoted(`${base}/api/users?search=jane&per_page=2`)} ${auth}`,
    '',
    `${curl} -X PATCH ${shellQuoted(metadata)} -H 'Content-Type: application/json' -d '{"color":"blue"}' ${auth}`,
  ];
}
