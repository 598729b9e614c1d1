import { afterEach } from '@jest/globals';

interface Resource {
  close(): Promise<void>;
}

/** Returns a function that registers a resource to be closed after the test. */
export function keptOpen(): <T extends Resource>(resource: T) => T {
  const open: Resource[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  return (resource) => {
    open.push(resource);
    return resource;
  };
}
