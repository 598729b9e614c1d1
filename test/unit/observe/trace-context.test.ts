import { describe, expect, test } from '@jest/globals';
import { readTraceContext, traceHeaders } from '../../../src/observe/tracing/trace-context.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const good = `00-${traceId}-${spanId}-01`;

describe('a traceparent', () => {
  test('is read, and passed on unchanged', () => {
    const context = readTraceContext({ traceparent: good, tracestate: 'rojo=00f067aa0ba902b7,t@v=x' });
    expect(context).toMatchObject({ traceId, spanId, flags: 1 });
    expect(context && traceHeaders(context)).toEqual({
      traceparent: good,
      tracestate: 'rojo=00f067aa0ba902b7,t@v=x',
    });
  });

  test.each([`01-${traceId}-${spanId}-00`, `cc-${traceId}-${spanId}-01-what-else`])(
    'of a later version is read as far as its format is known: %s',
    (traceparent) => {
      expect(readTraceContext({ traceparent })).toMatchObject({ traceId, spanId, traceparent });
    },
  );

  test.each([
    '',
    'x',
    `ff-${traceId}-${spanId}-01`,
    `0-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId.slice(1)}-${spanId}-01`,
    `00-${traceId}-${spanId}-1`,
    `00-${traceId}-${spanId}-0g`,
    `00-${traceId}-${spanId}-01-`,
    `00-${traceId}-${spanId}-01-more`,
    `01-${traceId}-${spanId}-01.more`,
    ` ${good}`,
    `${good}\n`,
    `${good}, ${good}`,
  ])('that is malformed is ignored: %j', (traceparent) => {
    expect(readTraceContext({ traceparent, tracestate: 'a=b' })).toBeUndefined();
  });

  test('that came as a list is ignored, and so is a tracestate alone', () => {
    expect(readTraceContext({ traceparent: [good, good] })).toBeUndefined();
    expect(readTraceContext({ tracestate: 'a=b' })).toBeUndefined();
  });
});

describe('a tracestate', () => {
  const stateOf = (tracestate: string): string | undefined =>
    readTraceContext({ traceparent: good, tracestate })?.tracestate;
  const list = (count: number): string => Array.from({ length: count }, (_, n) => `k${n}=v`).join(',');

  test.each(['a=1', 'a=1 , b=2', 'a=1,,b=2,', '0a=x y', 'a/b*c-d_e=~', 'fw529a3039@dt=FfAAAA', list(32)])(
    'is passed on unchanged: %s',
    (text) => {
      expect(stateOf(text)).toBe(text);
    },
  );

  test.each([
    '',
    ',',
    'a',
    'a=',
    '=b',
    'A=b',
    'a=b=c',
    'a=1,a=2',
    'a=é',
    'a =b',
    list(33),
    `a=${'x'.repeat(511)}`,
  ])('that is malformed or too long is dropped, and the traceparent stays: %j', (text) => {
    expect(readTraceContext({ traceparent: good, tracestate: text })).toMatchObject({ traceId });
    expect(stateOf(text)).toBeUndefined();
  });
});
