import type { ListedRoute } from '../map/print/list-routes.js';
import { html, type Markup } from './markup.js';
import { code, table } from './table.js';

/** How the current map translates each v1 operation. */
export function mapSection(routes: readonly ListedRoute[]): Markup {
  return html`<section id="map">
    <h2>What becomes of each operation</h2>
    ${table(
      ['v1', 'Entry', 'v2', 'Reply', 'Notes'],
      routes.map(
        (route) =>
          html`<tr>
            <td>${code(route.v1)}</td>
            <td>${route.id}</td>
            <td>${route.gone ?? code(route.v2)}</td>
            <td>${route.gone === undefined ? route.reply : ''}</td>
            <td>${notes(route).map((note) => html`<div>${note}</div>`)}</td>
          </tr> `,
      ),
    )}
  </section>`;
}

function notes({ switch: key, lossy }: ListedRoute): Markup[] {
  return [
    ...(key === undefined ? [] : [html`Off unless ${key}=true.`]),
    ...lossy.map(({ id, why }) => html`<span title="${why}">${id}</span>`),
  ];
}
