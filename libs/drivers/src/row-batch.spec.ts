import { describe, expect, it } from '@jest/globals';
import { RowBatch } from './row-batch.js';

const filled = (batch: RowBatch, bytes: Buffer): void => {
  batch.ensure(bytes.length);
  batch.at += bytes.copy(batch.out, batch.at);
};

describe('RowBatch', () => {
  it('keeps what was written when it grows', () => {
    const batch = new RowBatch(1_000_000, 100);
    const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(5_000, 97 + (index % 26)));
    for (const part of parts) filled(batch, part);
    expect(batch.bytes.equals(Buffer.concat(parts))).toBe(true);
  });

  it('is full once so many bytes are written', () => {
    const batch = new RowBatch(10, 100);
    filled(batch, Buffer.alloc(9, 97));
    expect(batch.full).toBe(false);
    filled(batch, Buffer.alloc(1, 97));
    expect(batch.full).toBe(true);
    batch.clear();
    expect(batch).toMatchObject({ full: false, at: 0, count: 0, cut: [] });
  });

  it('keeps the places of what was cut, for each batch anew', () => {
    const batch = new RowBatch(1_000, 100);
    batch.column = 3;
    batch.noteCut();
    batch.count = 2;
    batch.column = 0;
    batch.noteCut();
    const { cut } = batch;
    batch.clear();
    batch.noteCut();
    expect([cut, batch.cut]).toEqual([
      [
        [0, 3],
        [2, 0],
      ],
      [[0, 0]],
    ]);
  });

  it('hands over UTF-8 only, and shows what is none', () => {
    const batch = new RowBatch(1_000, 100);
    filled(batch, Buffer.from([91, 34, 0xc3, 34, 93]));
    expect(batch.bytes.toString('utf8')).toBe('["\ufffd"]');
  });
});
