const day = 86_400_000;

/** Valid for a quarter, as a team might choose. */
const lifeMs = 90 * day;

const lines: readonly (readonly [path: string, reason: string])[] = [
  ['picture value', 'Who has no picture is shown one that the service makes. The shop shows none.'],
  ...['last_ip', 'last_password_reset'].map(
    (field) =>
      [`${field} extra`, 'Only v2 has it. Our applications pass over fields that they do not know.'] as const,
  ),
  ...[
    ...['app_type', 'callbackUrlTemplate', 'cross_origin_authentication', 'custom_login_page_on'],
    ...['grant_types', 'is_first_party', 'is_token_endpoint_ip_header_trusted', 'oidc_conformant'],
    ...['allowed_logout_urls', 'owners', 'refresh_token', 'sso_disabled', 'stage'],
  ].map((field) => [`${field} extra`, 'Only v2 has it, and nobody reads it.'] as const),
];

/** The ignore file of the demo, in YAML. */
export function demoIgnores(today: Date): string {
  const expires = new Date(today.getTime() + lifeMs).toISOString().slice(0, 10);
  const rows = lines.map(
    ([path, reason]) =>
      `- { route: '*', path: ${path}, owner: the shop's team, expires: ${expires}, reason: '${reason}' }`,
  );
  return `# What we have looked at, and live with until then.\n${rows.join('\n')}\n`;
}
