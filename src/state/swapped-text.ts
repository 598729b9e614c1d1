import type { Change } from './shared-state.js';

/** A text as a store holds it, empty where there is none, and the store's time in milliseconds since the epoch. */
export interface HeldText {
  readonly text: string;
  readonly now: number;
}

/**
 * Puts the second text in the place of the first.
 *
 * @param swap undefined: only read
 * @returns undefined once it is done; else the present text
 */
export type Swap = (swap?: { readonly from: string; readonly to: string }) => Promise<HeldText | undefined>;

/**
 * Compare-and-swap: reads, changes, writes if the text is still the same, else starts again.
 *
 * @param isOver whether nobody waits for it any more
 * @throws Error once `isOver`
 */
export async function swappedText<T>(swap: Swap, change: Change<T>, isOver: () => boolean): Promise<T> {
  let held = await swap();
  while (held !== undefined && !isOver()) {
    const { text = '', told } = change(held.text === '' ? undefined : held.text, held.now);
    if (text === held.text) return told;
    held = await swap({ from: held.text, to: text });
    if (held === undefined) return told;
  }
  throw new Error('too late');
}
