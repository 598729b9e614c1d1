import { existsSync } from 'node:fs';
import { launch, type Browser } from 'puppeteer-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * @param args further command line arguments
 * @throws Error where there is no Chromium: a test without its tool fails
 */
export function openChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(`There is no Chromium at ${places.join(', ')}: test/system/setup.sh installs it.`);
  }
  // Chromium's own sandbox does not work for root, the user of tests in containers; the pages are ours.
  const usual = ['--no-sandbox', '--disable-dev-shm-usage'];
  return launch({ executablePath, headless: true, args: [...usual, ...args] });
}
