import { InvalidArgumentError } from 'commander';

/** Parses an option that is a server's base URL; the result has no slash at the end. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new InvalidArgumentError('It must be a URL that begins with http:// or https://.');
  const { username, password } = new URL(text);
  // Credentials would end up in recordings and reports and never be sent; a path cannot follow a query.
  if (`${username}${password}` !== '' || /[?#]/.test(text))
    throw new InvalidArgumentError('It must hold no user name, password, query or fragment.');
  return text.replace(/\/+$/, '');
}
