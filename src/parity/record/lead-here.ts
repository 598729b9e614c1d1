/** Where a client has asked, and whom the recorder asks for it. */
export interface LeadHere {
  /** Scheme and host of the recorder, as the client has them. */
  readonly here: string;
  /** Base URL of the live v1, without a slash at the end. */
  readonly control: string;
}

/**
 * A `Link` of v1's that leads to the recorder in v1's place: v1 writes its own host into it, and a client that follows
 * it there is recorded no further than its first page. What leads elsewhere stays. Pure.
 */
export function leadHere(link: string, { here, control }: LeadHere): string {
  const { host, pathname } = new URL(control);
  const base = pathname === '/' ? '' : pathname;
  return link.replace(/<([^>]*)>/g, (whole, target: string) => {
    if (!URL.canParse(target)) return whole;
    const { host: to } = new URL(target);
    // Not as URL writes it: what is signed stays letter for letter.
    const rest = /^\w+:\/\/[^/?#]*(.*)$/s.exec(target)?.[1] ?? '';
    return to === host && rest.startsWith(`${base}/`) ? `<${here}${rest.slice(base.length)}>` : whole;
  });
}
