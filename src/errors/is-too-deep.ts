/** Whether the stack overflowed on something nested thousands of levels deep; V8 has no code for it. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
