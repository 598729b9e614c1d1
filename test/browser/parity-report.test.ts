import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { reportHtml } from '../../src/parity/report/report-html.js';
import { htmlContext, parityResults, summaryOf } from '../support/parity-results.js';
import { openChromium } from './chromium.js';
import { faintTexts } from './contrast.js';

/** The report of the demo, as the built program writes it. */
let folder: string;
let report: string;
let browser: Browser;
let page: Page;
let requested: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-report-'));
  await promisify(execFile)(process.execPath, [resolve('dist/main.js'), 'parity', '--demo'], { cwd: folder });
  report = pathToFileURL(join(folder, 'parity-demo', 'report.html')).href;
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  [requested, complaints] = [[], []];
  page = await browser.newPage();
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.setViewport({ width: 1_280, height: 800 });
  await page.goto(report);
});
afterEach(() => page.close());

const openAll = `for (const each of document.querySelectorAll('details')) each.open = true`;

/** The element with the keyboard focus. */
const focused = `document.activeElement.textContent`;

/** Presses Tab until an element that matches the selector has the focus. */
async function tabTo(selector: string): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) === true) return;
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
}

describe('the report of a parity run', () => {
  test('loads nothing but the page itself, and causes no message in Chromium’s console', () => {
    expect(requested).toEqual([report]);
    expect(complaints).toEqual([]);
  });

  test('can be used by keyboard: to a section, to an exchange, and into it', async () => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(focused)).toBe('Coverage');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('location.hash')).toBe('#coverage');
    await tabTo('a[href^="#x"]');
    const id = String(await page.evaluate(focused));
    await page.keyboard.press('Enter');
    const isOpen = `document.getElementById('x${id}').closest('details').open`;
    await page.waitForFunction(isOpen);
    expect(await page.evaluate(`document.querySelector('#x${id} .diff').checkVisibility()`)).toBe(true);
    await tabTo('.each > summary');
    await page.keyboard.press('Space');
    expect(await page.evaluate(`document.querySelector('#x${id} .differences').checkVisibility()`)).toBe(
      true,
    );
  });

  test.each(['light', 'dark'])('can be read in the %s', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluate(openAll);
    expect(await faintTexts(page)).toEqual([]);
  });

  test.each(['light', 'dark'])('can be read in the %s where it shows differences', async (scheme) => {
    const wrong = join(folder, 'wrong.html');
    const { same, explained, different, failed, leftOut } = parityResults;
    await writeFile(wrong, reportHtml(summaryOf(same, explained, different, failed, leftOut), htmlContext));
    await page.goto(pathToFileURL(wrong).href);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluate(openAll);
    expect(await page.evaluate(`document.querySelector('h1').textContent`)).toBe('1 could not be compared.');
    expect(await faintTexts(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('fits into a narrow window', async () => {
    await page.setViewport({ width: 400, height: 800 });
    await page.evaluate(openAll);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  });
});

/** `WRITE_DOCUMENTS=true npm run test:system -- test/browser/parity-report` writes the pictures again. */
describe('the pictures of the report in the README', () => {
  const pictures = ['test/browser/parity-report.png', 'test/browser/parity-exchange.png'] as const;

  if (process.env['WRITE_DOCUMENTS'] === 'true')
    test('are written', async () => {
      const [overview, exchange] = pictures;
      await writeFile(overview, await page.screenshot());
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await page.evaluate(`document.getElementById('x000017').closest('details').open = true`);
      // What is fixed to the top of the window would cover the picture.
      await page.evaluate(`document.querySelector('header').style.position = 'static'`);
      const box = await (await page.$('details.exchange[open]'))?.boundingBox();
      if (box === undefined || box === null) throw new Error('There is no such exchange in the report.');
      const clip = { ...box, x: 0, width: 1_280 };
      await writeFile(exchange, await page.screenshot({ clip, captureBeyondViewport: true }));
    });

  test.each(pictures)('include %s, and it is small', async (path) => {
    const picture = await readFile(path);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeLessThan(200_000);
    expect((await readFile('README.md', 'utf8')).includes(`](${path})`)).toBe(true);
  });
});
