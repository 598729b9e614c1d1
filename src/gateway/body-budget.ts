import type { ServerResponse } from 'node:http';

/** Takes room for this many bytes more; false where there is none. */
export type Hold = (bytes: number) => boolean;

/** What a request has read is held until its answer is out, or its connection gone. */
export type BodyBudget = (response: ServerResponse) => Hold;

/** @param most bytes, over all requests together */
export function bodyBudget(most: number): BodyBudget {
  let held = 0;
  return (response) => {
    let own = 0;
    response.once('close', () => (held -= own));
    return (bytes) => {
      if (response.closed || held + bytes > most) return false;
      held += bytes;
      own += bytes;
      return true;
    };
  };
}
