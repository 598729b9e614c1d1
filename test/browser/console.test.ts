import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { memoryUsage, UsageLedger } from '../../src/observe/usage/usage-ledger.js';
import { openStage, type Stage } from '../wire/stage.js';
import { openChromium } from './chromium.js';
import { faintTexts } from './contrast.js';

const token = 'canary-0123456789';
const nothing = (): void => undefined;

let stage: Stage;
let browser: Browser;
let page: Page;
let requested: string[];
let complaints: string[];

beforeAll(async () => {
  const told = { onRefusing: nothing, onTaking: nothing, onLost: nothing };
  const usage = new UsageLedger({ store: memoryUsage(), ...told });
  const at = Date.parse('2015-04-01T09:30:00Z');
  for (const client of ['shop', '<img src=/evil>'])
    usage.count({ caller: 'app', client, route: 'users.get', status: 200, isLossy: false, at });
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', usage, adminToken: () => token });
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

beforeEach(async () => {
  [requested, complaints] = [[], []];
  page = await browser.newPage();
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.setViewport({ width: 1_280, height: 800 });
  await page.authenticate({ username: 'anybody', password: token });
  await page.goto(`${stage.admin}/console`);
});
afterEach(() => page.close());

describe('the operator’s page in a browser', () => {
  test('opens with the token as the password, and loads nothing but the page itself', async () => {
    expect(await page.evaluate(`document.querySelector('h1').textContent`)).toBe('Ready.');
    expect(new Set(requested)).toEqual(new Set([`${stage.admin}/console`]));
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  test('leads by keyboard from a client to its calls, and to their replacements', async () => {
    for (let n = 0; n < 20; n += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === 'shop') break;
    }
    await page.keyboard.press('Enter');
    const shown = `document.querySelector(location.hash).nextElementSibling.textContent`;
    expect(await page.evaluate(shown)).toMatch(
      /GET \/api\/users\/\{user_id\}[^]*GET \/api\/v2\/users\/\{user_id\}/,
    );
  });

  test('shows the name that a client gives itself as text, not as markup', async () => {
    expect(await page.$$('img')).toEqual([]);
    expect(await page.evaluate('document.body.textContent')).toContain('<img src=/evil>');
  });

  test.each(['light', 'dark'])('can be read in %s', async (value) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    expect(await faintTexts(page)).toEqual([]);
  });

  test('fits into a narrow window, except for its tables', async () => {
    await page.setViewport({ width: 400, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  });
});
