import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { errorFields } from '../../../src/observe/error-fields.js';
import { standardOutput } from '../../../src/observe/standard-output.js';

describe('the standard output', () => {
  test('that goes away ends the log and nothing else', async () => {
    let writes = 0;
    const pipe = new Writable({
      write: (_chunk, _encoding, done) => {
        writes += 1;
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const sink = standardOutput(pipe as unknown as NodeJS.WriteStream);
    sink.write('one\n');
    await new Promise((resolve) => pipe.once('close', resolve));
    sink.write('two\n');
    expect(writes).toBe(1);
  });
});

describe('what the log keeps of an error', () => {
  test('is its words, its code, its place and its cause', () => {
    const cause = Object.assign(new TypeError('odd'), { code: 'X' });
    const fields = errorFields(new Error('worse', { cause }));
    expect(fields).toMatchObject({ error: 'Error: worse', cause: 'TypeError: odd' });
    expect(fields['stack']).toContain('standard-output.test');
    expect(errorFields(cause)).toMatchObject({ errorCode: 'X' });
  });

  test('is a word for what is not even an error', () => {
    expect(errorFields('thrown text')).toEqual({ error: 'thrown text' });
  });
});
