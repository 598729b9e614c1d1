import { baseUrl, choice, notes, text, whole } from './setting.js';

/** The keys of a shadow; `environment.ts` includes them. */
export const shadowKeys = {
  HOLDOVER_SHADOW_MODE: choice(['off', 'serve-v1', 'serve-holdover'])
    .default('off')
    .meta(
      notes(
        '`off`',
        'Who answers while v1 still lives, and who is asked the same behind it to compare: `serve-v1` or `serve-holdover`. From a file it is re-read on SIGHUP.',
      ),
    ),
  HOLDOVER_SHADOW_URL: baseUrl()
    .optional()
    .meta(notes('none', 'Base URL of the live v1. Not an address that leads to holdover.')),
  HOLDOVER_SHADOW_CLIENT_ID: text()
    .optional()
    .meta(
      notes(
        'none',
        'v1 client that asks both sides where a token does not show whose it is; all others are those of the clients file.',
      ),
    ),
  HOLDOVER_SHADOW_CLIENT_SECRET: text().optional().meta(notes('none', 'Its secret.')),
  HOLDOVER_SHADOW_RATE: whole({ min: 1, max: 1_000, unit: 'a number of reads a second' })
    .default(5)
    .meta(notes('`5`', 'Reads that are compared in a second, at most.')),
  HOLDOVER_SHADOW_CONCURRENCY: whole({ min: 1, max: 32, unit: 'a number of reads at once' })
    .default(2)
    .meta(notes('`2`', 'Reads that are compared at once, at most.')),
  HOLDOVER_SHADOW_FILE: text()
    .optional()
    .meta(
      notes('metrics only', 'File that gets a line of JSON for each read that differs, without secrets.'),
    ),
  HOLDOVER_SHADOW_FILE_MB: whole({ min: 1, max: 1_024, unit: 'a number of megabytes' })
    .default(16)
    .meta(notes('`16`', 'Size at which that file makes room for a new one; four older ones stay.')),
  HOLDOVER_SHADOW_IGNORE_FILE: text()
    .optional()
    .meta(
      notes(
        'none',
        'Differences to live with, as `holdover parity --ignore` takes them: `route`, `path`, `reason`, `owner`, `expires`; re-read on SIGHUP.',
      ),
    ),
};
