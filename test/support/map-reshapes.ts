import type { Reshape } from '../../src/map/route.js';

/** The functions that the maps under `test/support/maps` name. */
export const mapReshapes: Record<string, Reshape> = {
  lower: (input) => String(input).toLowerCase(),
  'gadget-to-v1': (input) => ({ _id: (input as { id?: unknown }).id }),
  paging: (input) => {
    const { page = 0, per_page = 100 } = input as { page?: number; per_page?: number };
    return { page, per_page };
  },
  patch: (input) => ({ name: (input as { name: string }).name }),
};
