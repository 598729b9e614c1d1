const works = new Set<() => void>();

/** Registers an action for the exit of this process; answers a function that cancels it. */
export function atExit(work: () => void): () => void {
  if (!process.listeners('exit').includes(doAll)) process.once('exit', doAll);
  works.add(work);
  return () => void works.delete(work);
}

/** One listener for any number of programs. */
function doAll(): void {
  for (const work of works) work();
}
