/** Whether callback URLs of a v1 body are not stored as they stand there: with space around them, or empty. */
export function rewritesCallbacks(urls: unknown): boolean {
  return (
    Array.isArray(urls) && urls.some((url) => typeof url !== 'string' || url.trim() !== url || url === '')
  );
}
