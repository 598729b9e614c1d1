/**
 * A user of 1.6 KB, so that fifty are 80 KB: a realistic v2 user with metadata, two identities and non-ASCII letters.
 */
export function makeUser(n: number): V2User {
  const id = `5f1e${String(n).padStart(20, '0')}`;
  return {
    user_id: `auth0|${id}`,
    email: `zoë.müller${n}@example.com`,
    email_verified: true,
    username: `zoe-mueller-${n}`,
    name: 'Zoë Müller-Łukasiewicz',
    nickname: 'zoë',
    given_name: 'Zoë',
    family_name: 'Müller-Łukasiewicz',
    picture: `https://s.gravatar.com/avatar/${id}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fzm.png`,
    created_at: '2014-05-01T10:00:00.000Z',
    updated_at: '2015-05-01T10:00:00.000Z',
    last_login: '2015-05-01T10:00:00.000Z',
    last_ip: '203.0.113.7',
    logins_count: 17 + n,
    identities: [
      { connection: 'Username-Password-Authentication', user_id: id, provider: 'auth0', isSocial: false },
      { ...linked, user_id: `10${id}` },
    ],
    user_metadata: { hobby: 'Schlittschuhlaufen', address: { street: 'Große Straße 7', city: 'Köln' } },
    app_metadata: {
      plan: 'gold',
      roles: ['admin', 'editor', 'reviewer'],
      vip: false,
      notes: 'Asked for a call back; prefers e-mail. '.repeat(9),
      limits: { projects: 12, seats: 40, storage_gb: 250 },
    },
  };
}

/** A second account of the same person, linked to the first. */
const linked = {
  connection: 'google-oauth2',
  provider: 'google-oauth2',
  isSocial: true,
  profileData: {
    email: 'zoe@example.com',
    email_verified: true,
    name: 'Zoë Müller',
    given_name: 'Zoë',
    family_name: 'Müller',
    picture: 'https://lh3.googleusercontent.com/a/photo.jpg',
    locale: 'de',
  },
};

export interface V2User {
  user_id: string;
  user_metadata?: Record<string, unknown>;
  app_metadata?: Record<string, unknown>;
  [field: string]: unknown;
}
