/** Markup that may stand in a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Part[];

/** What stands between the parts is markup; the parts themselves are text, unless they are markup already. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(markup.reduce((text, next, n) => text + printed(parts[n - 1] ?? '') + next));
}

function printed(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(printed).join('');
  return String(part).replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
