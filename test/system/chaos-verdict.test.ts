import { describe, expect, test } from '@jest/globals';
import type { Done } from '../soak/chaos-load.js';
import { compareLedgers } from '../soak/chaos-verdict.js';
import type { Errand } from '../soak/errands.js';
import type { FrontCall } from '../soak/unruly-front.js';

const clients: FrontCall = { method: 'PATCH', path: '/api/v2/connections/con_1/clients', body: '[]' };
const options: FrontCall = { method: 'PATCH', path: '/api/v2/connections/con_1', body: 'mark-0000001' };
const one: Errand = {
  kind: 'change',
  token: 't',
  method: 'PUT',
  path: '/api/connections/a',
  writes: [{ mark: 'mark-0000001' }],
};
/** Disables the connection, and then sets the new options. */
const two: Errand = {
  ...one,
  writes: [
    { mark: 'PATCH /api/v2/connections/con_1/clients', part: 'the clients it is off for' },
    { mark: 'mark-0000001', part: 'its options' },
  ],
};

const ok = { status: 200, text: '{}' };
const refused = { status: 400, text: '{"code":"input_invalid"}' };
const unclear = { status: 504, text: '{"code":"upstream_timeout"}' };
/** A 400, for an SDK that takes no other status for a failure. */
const unclearToNode = {
  status: 400,
  text: '{"code":"bad_gateway","message":"It failed. Look whether it was made before you send it again."}',
};
const cut = { status: 0, text: 'socket hang up' };
const half = (message: string): Pick<Done, 'status' | 'text'> => ({
  status: 400,
  text: JSON.stringify({ code: 'half_done', message }),
});
const off = 'Only a part of this was done. Changed: the clients it is off for.';
const notOptions = half(`${off} Not changed: its options. No.`);
const perhapsOptions = half(`${off} Perhaps changed: its options. No.`);

function faultsOf(errand: Errand, got: Pick<Done, 'status' | 'text'>, written: FrontCall[]): number {
  const done = [{ errand, startedAtMs: 0, endedAtMs: 1, ...got }];
  return compareLedgers(done, { written, lost: [] }).faults.length;
}

describe('the ledgers agree', () => {
  test.each([
    { title: 'on a write that was acknowledged', errand: one, got: ok, written: [options] },
    { title: 'on one that was refused', errand: one, got: refused, written: [] },
    {
      title: 'on one of which nobody knows, and which was made',
      errand: one,
      got: unclear,
      written: [options],
    },
    { title: 'on one of which nobody knows, and which was not', errand: one, got: unclear, written: [] },
    { title: 'on one that one had better look for', errand: one, got: unclearToNode, written: [options] },
    { title: 'on two that were acknowledged', errand: two, got: ok, written: [clients, options] },
    { title: 'on two that were refused', errand: two, got: refused, written: [] },
    { title: 'on the first alone, as was told', errand: two, got: notOptions, written: [clients] },
    { title: 'on the first, and perhaps the second', errand: two, got: perhapsOptions, written: [clients] },
    { title: 'on the first, and the second', errand: two, got: perhapsOptions, written: [clients, options] },
    { title: 'on a first of which nobody knows', errand: two, got: unclear, written: [clients] },
    { title: 'on two that the client did not wait for', errand: two, got: cut, written: [clients, options] },
    { title: 'on a first that the client did not wait for', errand: two, got: cut, written: [clients] },
  ])('$title', ({ errand, got, written }) => {
    expect(faultsOf(errand, got, written)).toBe(0);
  });
});

describe('it is a fault', () => {
  test.each([
    { title: 'that a write was lost', errand: one, got: ok, written: [] },
    { title: 'that one was made twice', errand: one, got: ok, written: [options, options] },
    { title: 'that one was made and refused', errand: one, got: refused, written: [options] },
    { title: 'that the second of two was lost', errand: two, got: ok, written: [clients] },
    {
      title: 'that the first of two was made twice',
      errand: two,
      got: ok,
      written: [clients, clients, options],
    },
    { title: 'that a part was made and all refused', errand: two, got: refused, written: [clients] },
    { title: 'that what was told as changed is not', errand: two, got: perhapsOptions, written: [] },
    {
      title: 'that what was told as not changed is',
      errand: two,
      got: notOptions,
      written: [clients, options],
    },
    { title: 'that nothing was told of the second', errand: two, got: half(off), written: [clients] },
    {
      title: 'that a second was begun, and the answer does not say so',
      errand: two,
      got: unclear,
      written: [clients, options],
    },
    { title: 'that the second was made without the first', errand: two, got: cut, written: [options] },
    {
      title: 'that something was made that nobody asked for',
      errand: one,
      got: ok,
      written: [options, clients],
    },
  ])('$title', ({ errand, got, written }) => {
    expect(faultsOf(errand, got, written)).toBe(1);
  });
});
