import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';

/** A user's own access token, from a login through the app client. */
export async function userToken(
  upstream: string,
  login: { readonly username: string; readonly password: string },
): Promise<string> {
  const { clientId: client_id, clientSecret: client_secret } = demoClients.app;
  const response = await fetch(`${upstream}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id, client_secret, ...login }),
  });
  if (!response.ok) throw new Error(`No user token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
