import { describe, expect, it } from 'vitest';
import { LINE_BYTES_MAX, splitLines } from './line-splitter.ts';

const split = (text: string, open: 'hold' | 'progress' | 'flush') => splitLines(Buffer.from(text), open);

describe('splitLines', () => {
  it('holds back a line that has no end yet', () => {
    expect(split('one\ntwo\nthr', 'hold')).toEqual({ lines: ['one', 'two'], consumedBytes: 8 });
  });

  it('takes the open line when nothing more will come', () => {
    expect(split('one\nthr', 'flush')).toEqual({ lines: ['one', 'thr'], consumedBytes: 7 });
    expect(split('', 'flush')).toEqual({ lines: [], consumedBytes: 0 });
  });

  it('leaves out empty lines but accounts for them', () => {
    expect(split('\n\r\n\none\r\n', 'hold')).toEqual({ lines: ['one'], consumedBytes: 9 });
  });

  it('shows of a redrawn line what was drawn last', () => {
    expect(split('10%\r20%\r30%\n', 'hold').lines).toEqual(['30%']);
    expect(split('10%\r20%\r30', 'progress')).toEqual({ lines: ['20%'], consumedBytes: 8 });
    expect(split('no bar', 'progress')).toEqual({ lines: [], consumedBytes: 0 });
  });

  it('goes on with a long line in the next message, between characters', () => {
    const text = 'aü'.repeat(LINE_BYTES_MAX);
    const { lines, consumedBytes } = split(`${text}\n`, 'hold');
    expect(lines.join('')).toBe(text);
    expect(consumedBytes).toBe(Buffer.byteLength(text) + 1);
    expect(lines.every((line) => Buffer.byteLength(line) <= LINE_BYTES_MAX)).toBe(true);
  });

  it('always gets on, even with bytes that are no text at all', () => {
    const bytes = Buffer.alloc(LINE_BYTES_MAX + 10, 0x80);
    const { lines, consumedBytes } = splitLines(bytes, 'flush');
    expect(consumedBytes).toBe(bytes.length);
    expect(lines.join('')).toMatch(/^\ufffd+$/);
  });
});
