import { listRoutes, scopesToGrant, type ListedRoute } from './list-routes.js';
import type { LoadedMap } from '../load-map.js';
import { usualCallers } from '../read/schemas/entry.js';
import { scopesIn } from '../scope-set.js';

/** The map as the migration table, for `routes-map/README.md`. */
export function toMarkdown({ routes, routesOf2015 }: LoadedMap): string {
  const byFolder = new Map<string, ListedRoute[]>();
  for (const route of listRoutes(routes)) {
    const folder = route.id.split('.')[0] ?? '';
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), route]);
  }
  const lines = [
    '# Every v1 endpoint',
    '',
    'Generated from the map by `holdover routes --markdown`; do not edit. One row is one file: `users.get` is `users/get.yaml`. A reply with `-to-v1` is made by the function of that name in `src/reshapes`; what an entry cannot keep is named in its notes, and told at the end.',
    '',
    `An entry is for ${usualCallers.map(code).join(', ')}, which are the two kinds of clients and v2 tokens, unless it says otherwise; a \`user\` calls with an id_token, for that very user.`,
    '',
    `Scopes to grant for all of them: ${scopesToGrant(routes).map(code).join(', ')}.`,
    '',
  ];
  for (const [folder, listed] of byFolder) lines.push(...table(folder, listed));
  if (routesOf2015.length > 0) lines.push(...table(of2015, listRoutes(routesOf2015)));
  lines.push(...losses(listRoutes([...routes, ...routesOf2015])));
  return `${lines.join('\n').trimEnd()}\n`;
}

const of2015 = 'What differs at a tenant of 2015';

function table(folder: string, listed: readonly ListedRoute[]): string[] {
  return [
    `## ${folder}`,
    '',
    '| v1 | entry | change | v2 | scopes | reply | notes |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...listed.map(row),
    '',
  ];
}

/** One sentence for each loss, however many entries list it. */
function losses(listed: readonly ListedRoute[]): string[] {
  const sentences = new Map(listed.flatMap(({ lossy }) => lossy.map(({ id, why }) => [id, why])));
  const rows = [...sentences].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '## What cannot be kept',
    '',
    '| loss | why |',
    '| --- | --- |',
    ...rows.map(([id, why]) => `| ${code(id)} | ${cell(why)} |`),
    '',
  ];
}

function row(route: ListedRoute): string {
  const cells = [
    route.v1.map(code).join('<br>'),
    route.id,
    cell(route.change),
    route.gone === undefined ? route.v2.map(code).join('<br>') : 'gone',
    route.scopes.map((any) => any.map(scopeSet).join(' or ')).join('<br>'),
    code(route.reply),
    notes(route).map(cell).join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function notes({ gone, lossy, switch: key, oneAtATime, callers }: ListedRoute): string[] {
  return [
    ...(gone === undefined ? [] : [gone]),
    ...(lossy.length === 0 ? [] : [`Lossy: ${lossy.map(({ id }) => code(id)).join(', ')}.`]),
    ...(key === undefined ? [] : [`Off unless ${code(`${key}=true`)}.`]),
    ...(oneAtATime === undefined ? [] : [`One at a time for each ${code(oneAtATime)}.`]),
    ...(callers.join() === usualCallers.join() ? [] : [`For ${callers.join(', ')}.`]),
  ];
}

function scopeSet(set: string): string {
  return scopesIn(set).map(code).join(' and ');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** A bar would end the cell, and `<` would begin a tag or a link. */
function cell(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll(/(?<!\\)\|/g, '\\|')
    .replaceAll('<', '&lt;');
}
