const works = new Set<() => void>();

/** Has something done when this process ends before it was done; answers how to take that back. */
export function atExit(work: () => void): () => void {
  if (!process.listeners('exit').includes(doAll)) process.once('exit', doAll);
  works.add(work);
  return () => void works.delete(work);
}

/** One listener, however many programs there are. */
function doAll(): void {
  for (const work of works) work();
}
