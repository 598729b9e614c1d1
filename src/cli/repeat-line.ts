import { quoted } from '../parity/report/html/quoted.js';

/** The options of `holdover parity` that determine the requests. */
export interface RepeatedOptions {
  readonly recording: string | undefined;
  readonly demo?: true;
  readonly candidate?: string;
  readonly publicUrl?: string;
  readonly control?: string;
  readonly clients?: string;
  readonly as?: string;
  readonly writes?: readonly string[];
  readonly silent?: true;
  readonly ignore?: string;
  readonly ca?: string;
  readonly emailKeyFile?: string;
  readonly routesMap?: readonly string[];
}

/** The command line with which a reader of the report repeats an exchange. It names files but holds no secret. */
export function repeatLine(given: RepeatedOptions): string {
  const { recording, demo, silent, candidate, control, clients, as, ignore, ca, emailKeyFile } = given;
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, quoted(value)];
  const words = [
    ...(recording === undefined ? [] : [quoted(recording)]),
    ...(demo === true ? ['--demo'] : []),
    ...option('--candidate', candidate),
    ...option('--public-url', given.publicUrl),
    ...option('--control', control),
    ...option('--clients', clients),
    ...option('--as', as),
    ...(given.writes === undefined ? [] : ['--writes', ...given.writes.map(quoted)]),
    ...(silent === true ? ['--silent'] : []),
    ...option('--ignore', ignore),
    ...option('--ca', ca),
    ...option('--email-key-file', emailKeyFile),
    ...(given.routesMap ?? []).flatMap((folder) => option('--routes-map', folder)),
  ];
  return `holdover parity ${words.join(' ')}`;
}
