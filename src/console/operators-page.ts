import { createHash } from 'node:crypto';
import { clientsSection } from './clients-section.js';
import { headline } from './headline.js';
import { mapSection } from './map-section.js';
import { html, Markup } from './markup.js';
import type { Shown } from './shown.js';
import { style } from './style.js';

/** The operator's page. */
export interface OperatorsPage {
  readonly headers: Readonly<Record<string, string>>;
  /** The whole page with the current data. */
  page(shown: Shown): string;
}

/** Must hold exactly the text that is hashed below. */
const styling = new Markup(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');

/** The page loads, runs and sends nothing, cannot be framed and is not cached. */
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** @param now milliseconds since the epoch */
export function createOperatorsPage({ version, now }: { version: string; now: () => number }): OperatorsPage {
  return {
    headers,
    page: (shown) => printPage(shown, { version, at: new Date(now()) }),
  };
}

function printPage(shown: Shown, { version, at }: { version: string; at: Date }): string {
  const { good, text } = headline(shown);
  const moment = at.toISOString().slice(0, 19).replace('T', ' ');
  const links = ['readyz', 'usage', 'routes', 'metrics'].map(
    (name) => html`<a href="/${name}">/${name}</a> `,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>holdover: ${text}</title>
        ${styling}
      </head>
      <body>
        <header>
          <nav aria-label="Sections">
            <b>holdover ${version}</b><a href="#clients">Clients</a><a href="#map">Map</a>
          </nav>
        </header>
        <main>
          <h1 class="${good ? 'good' : 'bad'}">${text}</h1>
          <p class="soft">As of ${moment} UTC. The same for programs: ${links}</p>
          ${clientsSection({ usage: shown.usage, at })} ${mapSection(shown.routes)}
        </main>
      </body>
    </html> `.text;
}
