import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { binaryText, readBinary } from './index.js';

it('reads binary data as it was written, with its subtype', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 0, max: 255 }), (bytes, subType) => {
      const binary = { hex: Buffer.from(bytes).toString('hex'), subType };
      expect(readBinary(binaryText(binary))).toEqual(binary);
    }),
  );
});

it.each(['', '00ff', '\\x0', '\\xgg', 'HexData(256, "00")', 'HexData(5, "0")', 'HexData(5, 00)', 'x\\x00'])(
  '%p is no binary data',
  (text) => {
    expect(readBinary(text)).toBeUndefined();
  },
);
