import { fieldsIn } from '../../parity/compare/compare-replies.js';
import type { RecordedReply } from '../../parity/recording.js';

/** Sends a request to v1 as one client: `METHOD /target`, and a body to send as JSON. */
export type AskAs = (line: string, body?: object) => Promise<RecordedReply>;

/** The applications of a made-up company, each a client of v1. */
export interface DemoApps {
  /** The shop's web application, with a client of its own. */
  readonly portal: AskAs;
  /** The administrators' scripts, as the account's global client. */
  readonly admin: AskAs;
  /** A nightly job that only reads, with another client. */
  readonly newsletter: AskAs;
}

const database = 'Username-Password-Authentication';
const jane = '/api/users/auth0%7C5457edea1b8f33391a000004';
const max = '/api/users/auth0%7C5457edea1b8f33391a000005';
const mallory = '/api/users/auth0%7C5457edea1b8f33391a000006';
const hank = '/api/users/samlp%7Cglobex-saml%7Chank.scorpio%40globex.example';

/** A day's requests, the same and in the same order each time, so that later reads see earlier writes. */
export async function runDemoErrands(apps: DemoApps): Promise<void> {
  await signUp(apps.portal);
  await changeProfile(apps.portal);
  await setUpShop(apps.admin);
  await helpOut(apps.admin);
  await exportUsers(apps.newsletter);
  await cleanUp(apps.admin);
}

/** A new customer signs up, and the shop stores data about her. */
async function signUp(ask: AskAs): Promise<void> {
  await ask('GET /api/connections');
  await ask('GET /api/users?search=email:grace.hopper@example.com');
  const created = await ask('POST /api/users', {
    connection: database,
    email: 'grace.hopper@example.com',
    password: 'Cobol-1959-Cobol',
    given_name: 'Grace',
    family_name: 'Hopper',
    email_verified: false,
  });
  const grace = `/api/users/${encodeURIComponent(textIn(created, 'user_id'))}`;
  await ask(`PATCH ${grace}/metadata`, { plan: 'trial', seats: 3, referrer: null });
  await ask(`GET ${grace}/metadata`);
  await ask(`GET ${grace}`);
  await ask(`POST ${grace}/verification_ticket`, {});
  await ask('POST /api/users', {
    connection: database,
    email: 'grace.hopper@example.com',
    password: 'Cobol-1960-Cobol',
  });
}

async function changeProfile(ask: AskAs): Promise<void> {
  await ask(`GET ${jane}`);
  await ask('GET /api/users?search=email:jane.doe@example.com');
  await ask(`GET ${jane}/metadata`);
  await ask(`PATCH ${jane}/metadata`, { theme: 'light', cart: [{ sku: 'B-101', count: 2 }], coupon: null });
  await ask(`GET ${jane}`);
  await ask(`PUT ${jane}/email`, { email: 'jane@doe.example', verify: true });
  await ask(`GET ${jane}`);
  await ask(`PUT ${jane}/password`, { password: 'Jane-Doe-2016' });
  await ask('GET /api/users/google-oauth2%7C103547991597142817347');
  await ask('GET /api/users/auth0%7C000000000000000000000000');
  await ask(`POST ${jane}/send_verification_email`, {});
}

async function setUpShop(ask: AskAs): Promise<void> {
  await ask('GET /api/clients');
  const made = await ask('POST /api/clients', {
    name: 'Shop on the telephone',
    callbacks: ['https://m.shop.example/callback'],
    jwtConfiguration: { secretNotEncoded: true },
  });
  const shop = `/api/clients/${textIn(made, 'clientID')}`;
  await ask(`PATCH ${shop}`, {
    callbacks: ['https://m.shop.example/callback', 'com.example.shop://callback'],
  });
  await ask(`GET ${shop}`);
  await ask('POST /api/connections', { name: 'shop-github', strategy: 'github', options: { profile: true } });
  await ask('PUT /api/connections/shop-github', { options: { profile: true, email: true } });
  await ask('GET /api/connections/shop-github');
  await ask('GET /api/connections?only_socials=True');
  await ask('GET /api/connections/umbrella-ad/socket');
  await ask('GET /api/rules');
  await ask('POST /api/rules', {
    name: 'Loyalty points',
    script: 'function (user, context, callback) { callback(null, user, context); }',
    status: false,
  });
  await ask('PUT /api/rules/Loyalty%20points', { status: true });
  await ask('GET /api/rules/Loyalty%20points');
  await ask('GET /api/emails/verify_email');
  await ask('PUT /api/emails/welcome_email', { subject: 'Welcome to the shop' });
  await ask('POST /api/clients', { name: 'A trial' });
}

/** The help desk's work. */
async function helpOut(ask: AskAs): Promise<void> {
  await ask('GET /api/users?search=mallory&per_page=10');
  await ask(`PATCH ${mallory}`, { blocked: true });
  await ask(`GET ${mallory}`);
  await ask(`GET ${max}`);
  await ask(`PUT ${max}/metadata`, { plan: 'gold', since: '2015-03-01T00:00:00.000Z', seats: 5 });
  await ask(`GET ${max}/metadata`);
  await ask(`GET ${hank}`);
  await ask(`POST ${max}/change_password_ticket`, { newPassword: 'Mustermann-2015' });
  await ask('GET /api/users/auth0%7Cnobody/metadata');
}

/** Reads all pages by following the paging links. */
async function exportUsers(ask: AskAs): Promise<void> {
  let next: string | undefined = '/api/users?per_page=50';
  while (next !== undefined) {
    const page = await ask(`GET ${next}`);
    next = nextIn(page);
  }
  await ask(`GET /api/connections/${database}/users?per_page=25`);
  await ask('GET /api/socialconnections/users?per_page=25');
  await ask('GET /api/enterpriseconnections/users');
  await ask('GET /api/connections');
  for (const place of [jane, max, hank]) await ask(`GET ${place}`);
}

async function cleanUp(ask: AskAs): Promise<void> {
  await ask('DELETE /api/rules/Loyalty%20points');
  await ask('DELETE /api/connections/shop-github');
  await ask(`DELETE ${mallory}`);
  await ask(`GET ${mallory}`);
}

/** Path and query of the next page; the host stays the one asked before. */
function nextIn({ headers }: RecordedReply): string | undefined {
  return /<https?:\/\/[^/>]*([^>]*)>; rel="next"/.exec(headers['link'] ?? '')?.[1];
}

function textIn({ body }: RecordedReply, key: string): string {
  const found = fieldsIn(body)[key];
  return typeof found === 'string' ? found : 'none';
}
