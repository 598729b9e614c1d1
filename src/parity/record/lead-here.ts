/** The recorder, and the v1 behind it. */
export interface LeadHere {
  /** Scheme and host of the recorder, as the client knows them. */
  readonly here: string;
  /** Base URL of the live v1, without a slash at the end. */
  readonly control: string;
}

/**
 * Makes a `Link` of v1 lead to the recorder. v1 writes its own host into it: a client that follows it there would
 * only have its first page recorded. Other links stay. Pure.
 */
export function leadHere(link: string, { here, control }: LeadHere): string {
  const { host, pathname } = new URL(control);
  const base = pathname === '/' ? '' : pathname;
  return link.replace(/<([^>]*)>/g, (whole, target: string) => {
    if (!URL.canParse(target)) return whole;
    const { host: to } = new URL(target);
    // Cut from the text, not serialised by URL: a signed target must not change.
    const rest = /^\w+:\/\/[^/?#]*(.*)$/s.exec(target)?.[1] ?? '';
    return to === host && rest.startsWith(`${base}/`) ? `<${here}${rest.slice(base.length)}>` : whole;
  });
}
