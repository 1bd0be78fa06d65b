import { describe, expect, it } from '@jest/globals';
import { hexLines } from './hex-lines';

describe('hexLines', () => {
  it('shows offset, bytes and text, sixteen bytes a line', () => {
    expect(hexLines('\\x48656c6c6f00', 4)).toEqual([{ offset: '00000000', hex: '48 65 6c 6c 6f 00', text: 'Hello·' }]);
    const [, second] = hexLines(`\\x${'ff'.repeat(17)}`, 4);
    expect(second).toEqual({ offset: '00000010', hex: 'ff', text: '·' });
  });

  it('shows the bytes of what has a subtype, and of what was cut', () => {
    expect(hexLines('HexData(128, "4142")', 4)).toEqual([{ offset: '00000000', hex: '41 42', text: 'AB' }]);
    expect(hexLines('\\x4142…', 4)).toEqual([{ offset: '00000000', hex: '41 42', text: 'AB' }]);
  });

  it('stops after as many lines as are wanted', () => {
    expect(hexLines(`\\x${'00'.repeat(10_000)}`, 3)).toHaveLength(3);
    expect(hexLines('\\x', 3)).toEqual([]);
  });
});
