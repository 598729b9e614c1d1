import { createHash } from 'node:crypto';

const style = `
  body { max-width: 30rem; margin: 15vh auto 0; padding: 0 1rem; color: #222; background: #fff;
    font: 1.125rem/1.5 system-ui, sans-serif; }
  button { padding: .6rem 1.4rem; border: 0; border-radius: .3rem; color: #fff; background: #16589c; font: inherit;
    cursor: pointer; }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * The page loads nothing, cannot be framed, is not cached and sends no referrer. There is no `form-action`: Chromium
 * also applies it to the redirect after the form, which leads to any page the application wants.
 */
export const pageHeaders = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
} as const;

/** The page that asks. Its form posts to the page's own URL, which holds all that is needed. */
export function askingPage(question: string): string {
  return page(question, `<form method="post"><button>Confirm</button></form>`);
}

/** The page that tells the result. */
export function tellingPage(sentence: string): string {
  return page(sentence, '');
}

function page(sentence: string, form: string): string {
  const text = escape(sentence);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text}</title>
<style>${style}</style>
<p>${text}</p>
${form}
`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
