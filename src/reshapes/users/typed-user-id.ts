import { isTypedUserId } from './v1-id.js';

/**
 * The id itself if it is `usr_...`, the form of 2015 that only paths accept; otherwise undefined.
 *
 * @param input a user's id
 */
export function typedUserId(input: unknown): string | undefined {
  return typeof input === 'string' && isTypedUserId(input) ? input : undefined;
}
