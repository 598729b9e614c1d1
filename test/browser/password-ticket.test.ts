import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';
import { userToken } from '../support/user-token.js';
import { openChromium } from './chromium.js';

const userId = 'auth0|jane';
const oldPassword = 'Old-Password-2015';
const newPassword = 'New-Password-2015';
const username = 'jane@example.com';

let stage: SandboxGateway;
let application: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  stage = await openSandboxGateway();
  application = createServer((request, response) => {
    response.end(`<title>${request.url ?? ''} from ${request.headers.referer ?? 'nowhere'}</title>`);
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
  browser = await openChromium();
});

beforeEach(async () => {
  seedTenant(stage.sandbox.tenant, {
    users: [
      {
        user_id: userId,
        email: username,
        password: oldPassword,
        identities: [
          {
            connection: 'Username-Password-Authentication',
            provider: 'auth0',
            user_id: 'jane',
            isSocial: false,
          },
        ],
      },
    ],
  });
  page = await browser.newPage();
});

afterAll(async () => {
  await browser.close();
  application.close();
  await stage.close();
});

async function makeTicket(resultUrl?: string): Promise<string> {
  const response = await fetch(
    `${stage.http}/api/users/${encodeURIComponent(userId)}/change_password_ticket`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(await stage.bearerOf('app')) ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ newPassword, resultUrl }),
    },
  );
  return ((await response.json()) as { ticket: string }).ticket;
}

/** Whether Jane can log in at the tenant with this password. */
async function logsIn(password: string): Promise<boolean> {
  return userToken(stage.sandbox.url, { username, password }).then(
    () => true,
    () => false,
  );
}

/** @returns the text of the next page */
async function press(): Promise<string> {
  await Promise.all([page.waitForNavigation(), page.click('button')]);
  return text();
}

function text(): Promise<string> {
  return page.evaluate('document.body.textContent') as Promise<string>;
}

test('a ticket changes the password once when it is opened and confirmed, and changes nothing when it is only opened', async () => {
  const ticket = await makeTicket();
  await page.goto(ticket);
  expect(await text()).toContain('Do you want to change your password');
  await page.reload();
  expect([await logsIn(oldPassword), await logsIn(newPassword)]).toEqual([true, false]);

  expect(await press()).toContain('Your password has been changed.');
  expect([await logsIn(oldPassword), await logsIn(newPassword)]).toEqual([false, true]);

  await page.goto(ticket);
  expect(await text()).toContain('This link has been used already');
});

test('a double click on the confirmation changes the password, and the page says so', async () => {
  await page.goto(await makeTicket());
  await Promise.all([page.waitForNavigation(), page.click('button', { count: 2 })]);
  expect(await text()).toContain('Your password has been changed.');
  expect(await logsIn(newPassword)).toBe(true);
});

test('after the confirmation the browser is at the page of the application, which receives no referrer', async () => {
  const { port } = application.address() as AddressInfo;
  await page.goto(await makeTicket(`http://127.0.0.1:${port}/done?x=1`));
  await press();
  expect(page.url()).toBe(`http://127.0.0.1:${port}/done?x=1`);
  expect(await page.title()).toBe('/done?x=1 from nowhere');
  expect(await logsIn(newPassword)).toBe(true);
});

test('the ticket page needs no script, and its own policy allows its style', async () => {
  await page.setJavaScriptEnabled(false);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(await makeTicket());
  expect(await press()).toContain('Your password has been changed.');
  expect(complaints).toEqual([]);
});

test('no other page can frame the ticket page', async () => {
  const ticket = await makeTicket();
  await page.setContent(`<iframe src="${ticket}"></iframe>`, { waitUntil: 'load' });
  const frame = page.frames().find((each) => each !== page.mainFrame());
  expect(await frame?.content()).not.toContain('Do you want to change');
});
