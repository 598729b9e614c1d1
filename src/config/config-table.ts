import { environment, fileKeys, type EnvironmentKey } from './environment.js';
import type { SettingNotes } from './setting.js';

/** The README's table of all keys, in Markdown, without a heading. */
export function configTable(): string {
  const rows = Object.entries(environment.shape).map(([key, setting]) => {
    const { shown, description } = setting.meta() as unknown as SettingNotes;
    const name = fileKeys.includes(key as EnvironmentKey) ? `\`${key}\`, \`${key}_FILE\`` : `\`${key}\``;
    return `| ${name} | ${shown} | ${description} |`;
  });
  return ['| key | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}
