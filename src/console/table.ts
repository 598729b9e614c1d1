import { html, type Markup } from './markup.js';

/** Headings of numeric columns. */
const counted: ReadonlySet<string> = new Set(['Operations', 'Requests', '4xx', '5xx', 'Lossy']);

export function table(head: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col" class="${counted.has(name) ? 'number' : 'text'}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Each line as code, one below the other. */
export function code(lines: readonly string[]): Markup[] {
  return lines.map((line) => html`<code>${line}</code>`);
}
