import { InvalidArgumentError } from 'commander';

/** Reads an option that is the base URL of a server; without a slash at the end. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new InvalidArgumentError('It must be a URL that begins with http:// or https://.');
  const { username, password } = new URL(text);
  // It would stand in recordings and reports, and nobody would send it; a path cannot be put behind a query.
  if (`${username}${password}` !== '' || /[?#]/.test(text))
    throw new InvalidArgumentError('It must hold no user name, password, query or fragment.');
  return text.replace(/\/+$/, '');
}
