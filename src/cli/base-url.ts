import { InvalidArgumentError } from 'commander';

/** Reads an option that is the base URL of a server; without a slash at the end. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new InvalidArgumentError('It must be a URL that begins with http:// or https://.');
  const { username, password } = new URL(text);
  // It would stand in recordings and reports, and nobody would send it.
  if (`${username}${password}` !== '')
    throw new InvalidArgumentError('It must hold no user name and no password.');
  return text.replace(/\/$/, '');
}
