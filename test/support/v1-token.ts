/** A legacy client's own credentials. */
export interface V1Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks holdover for a v1 token as every SDK does: a form, without audience. */
export async function v1Token(base: string, { clientId, clientSecret }: V1Client): Promise<string> {
  const answer = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    }),
  });
  if (answer.status !== 200) throw new Error(`No v1 token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
