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
  /** The user that the third line changes. */
  readonly userId: string;
}

/** What the demo tells a person: where it is, who to be, and three lines to paste. */
export function banner(input: BannerInput): string {
  const { http, https, admin, sandbox, caFile } = input;
  const lines = [
    '',
    'holdover demo: an embedded v2 tenant, and in front of it a Management API v1',
    '',
    `  v1 over HTTPS   ${https ?? 'off'}`,
    `  v1 over HTTP    ${http}`,
    `  operator        ${admin}/readyz`,
    `  v2 sandbox      ${sandbox}`,
    `  CA file: ${caFile}`,
    '',
    ...input.clients.flatMap(({ kind, clientId, clientSecret }) => [
      `  ${`${kind} client`.padEnd(16)}client_id      ${clientId}`,
      `${' '.repeat(18)}client_secret  ${clientSecret}`,
    ]),
    '',
    'Try it:',
    '',
    ...tries(input),
    '',
  ];
  return lines.join('\n');
}

/** Made for a POSIX shell, to be pasted as they are, one after the other. */
function tries({ http, https, caFile, clients, userId }: BannerInput): string[] {
  const base = https ?? http;
  const curl = https === undefined ? 'curl -s' : `curl -s --cacert ${quote(caFile)}`;
  const client = clients[0];
  if (client === undefined) return [];
  const grant = `grant_type=client_credentials&client_id=${client.clientId}&client_secret=${client.clientSecret}`;
  const auth = '-H "Authorization: Bearer $TOKEN"';
  return [
    `TOKEN=$(${curl} -d ${quote(grant)} ${base}/oauth/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `${curl} ${auth} ${quote(`${base}/api/users?search=jane&per_page=2`)}`,
    `${curl} ${auth} -X PATCH -H 'Content-Type: application/json' -d '{"color":"blue"}' ${quote(`${base}/api/users/${encodeURIComponent(userId)}/metadata`)}`,
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
