import { InvalidArgumentError } from 'commander';

/** Reads an option that is the base URL of a server; without a slash at the end. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new InvalidArgumentError('It must be a URL that begins with http:// or https://.');
  return text.replace(/\/$/, '');
}
