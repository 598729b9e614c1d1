/** Whether callback URLs of a v1 body are stored differently, because they are empty or have spaces around them. */
export function rewritesCallbacks(urls: unknown): boolean {
  return (
    Array.isArray(urls) && urls.some((url) => typeof url !== 'string' || url.trim() !== url || url === '')
  );
}
