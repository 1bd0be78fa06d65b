import { describe, expect, it } from '@jest/globals';
import { linesOf } from './ndjson';

const bytes = (...parts: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      const all = new TextEncoder().encode(parts.join('\u0000'));
      let from = 0;
      for (let at = all.indexOf(0); at >= 0; at = all.indexOf(0, from)) {
        controller.enqueue(all.slice(from, at));
        from = at + 1;
      }
      controller.enqueue(all.slice(from));
      controller.close();
    },
  });
const read = async (stream: ReadableStream<Uint8Array>): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of linesOf(stream)) lines.push(line);
  return lines;
};

describe('the lines of a stream', () => {
  it('joins a line that came in pieces', async () => {
    expect(await read(bytes('{"a":', '1}\n{"b"', ':2}\n'))).toEqual(['{"a":1}', '{"b":2}']);
  });
  it('yields several lines of one piece, and leaves out empty ones', async () => {
    expect(await read(bytes('1\n2\n\n3\n'))).toEqual(['1', '2', '3']);
  });
  it('counts a last line without its newline', async () => {
    expect(await read(bytes('1\n2'))).toEqual(['1', '2']);
  });
  it('keeps a character whose bytes came apart', async () => {
    const text = new TextEncoder().encode('"ž"\n');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(text.slice(0, 2));
        controller.enqueue(text.slice(2));
        controller.close();
      },
    });
    expect(await read(stream)).toEqual(['"ž"']);
  });
});
