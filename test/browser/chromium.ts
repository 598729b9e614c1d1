import { existsSync } from 'node:fs';
import { launch, type Browser } from 'puppeteer-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @throws Error where there is no Chromium: a test without its tool fails */
export function openChromium(): Promise<Browser> {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(`There is no Chromium at ${places.join(', ')}: test/system/setup.sh installs it.`);
  }
  // Its own sandbox does not work for root, as which tests run in containers; the pages are ours.
  return launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
