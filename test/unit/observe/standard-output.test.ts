import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { errorFields } from '../../../src/observe/log/error-fields.js';
import { standardOutput } from '../../../src/observe/log/standard-output.js';

describe('the standard output', () => {
  test('that is closed ends the log and nothing else', async () => {
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

  test('on a full disk loses lines, then reports how many and starts a line of its own', async () => {
    let left = 12;
    let text = '';
    const file = new Writable({
      autoDestroy: false,
      write: (chunk: Buffer, _encoding, done) => {
        // Like the operating system: writes what there is room for, and refuses what comes next.
        const part = chunk.toString().slice(0, left);
        left -= part.length;
        text += part;
        done(part === '' ? Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }) : null);
      },
    });
    // Node undoes the destruction of its standard streams.
    file.on('error', () => {
      (Reflect.get(file, '_undestroy') as () => void).call(file);
    });
    const sink = standardOutput(file as unknown as NodeJS.WriteStream);
    for (const line of ['one', 'two', 'three', 'four', 'five\nsix']) {
      sink.write(`${line}\n`);
      await new Promise(setImmediate);
    }
    expect(text).toBe('one\ntwo\nthre');
    left = Infinity;
    sink.write('seven\n');
    sink.write('eight\n');
    const [, , torn, loss, ...rest] = text.split('\n');
    expect([torn, rest]).toEqual(['thre', ['seven', 'eight', '']]);
    expect(JSON.parse(loss ?? '')).toMatchObject({ level: 'warn', lines: 3 });
  });

  test('that is blocked keeps some lines waiting, drops the rest, and reports how many', async () => {
    const written: string[] = [];
    let proceed: (() => void) | undefined;
    const pipe = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written.push(chunk.toString());
        if (proceed === undefined) proceed = done;
        else done();
      },
    });
    const sink = standardOutput(pipe as unknown as NodeJS.WriteStream);
    const line = `${'x'.repeat(1024 * 1024 - 1)}\n`;
    for (let count = 0; count < 20; count += 1) sink.write(line);
    expect(pipe.writableLength).toBeLessThan(10 * 1024 * 1024);
    const drained = new Promise((resolve) => pipe.once('drain', resolve));
    proceed?.();
    await drained;
    sink.write('after\n');
    sink.write('more\n');
    const [loss, after, more] = written.slice(9).join('').split('\n');
    expect(JSON.parse(loss ?? '')).toMatchObject({ level: 'warn', lines: 11 });
    expect([after, more]).toEqual(['after', 'more']);
  });
});

describe('the log fields of an error', () => {
  test('are its message, code, stack and cause', () => {
    const cause = Object.assign(new TypeError('odd'), { code: 'X' });
    const fields = errorFields(new Error('worse', { cause }));
    expect(fields).toMatchObject({ error: 'Error: worse', cause: 'TypeError: odd' });
    expect(fields['stack']).toContain('standard-output.test');
    expect(errorFields(cause)).toMatchObject({ errorCode: 'X' });
  });

  test('are the text of a thrown value that is no error', () => {
    expect(errorFields('thrown text')).toEqual({ error: 'thrown text' });
  });
});
