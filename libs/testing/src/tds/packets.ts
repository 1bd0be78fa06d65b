import type { Duplex } from 'node:stream';

/** What a packet carries ([MS-TDS] 2.2.3.1.1). */
export const packetType = { batch: 1, rpc: 3, response: 4, attention: 6, login: 16, prelogin: 18 } as const;

/** A message as a client sent it. */
export interface Incoming {
  readonly type: number;
  /** The client wants the session made as new first. */
  readonly reset: boolean;
  readonly body: Buffer;
}

const header = 8;

/** Messages as they come in, over as many packets as the client likes. */
export async function* messagesOf(stream: Duplex): AsyncGenerator<Incoming, void, undefined> {
  let bytes = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let reset = false;
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= header && bytes.length >= bytes.readUInt16BE(2)) {
      const length = bytes.readUInt16BE(2);
      const [type, status] = [bytes.readUInt8(0), bytes.readUInt8(1)];
      parts.push(bytes.subarray(header, length));
      bytes = bytes.subarray(length);
      reset ||= (status & 8) !== 0;
      if ((status & 1) === 0) continue;
      yield { type, reset, body: Buffer.concat(parts) };
      parts = [];
      reset = false;
    }
  }
}

/** One packet of an answer. */
export const packet = (body: Buffer, last: boolean, spid: number, type: number = packetType.response): Buffer => {
  const head = Buffer.alloc(header);
  head.writeUInt8(type, 0);
  head.writeUInt8(last ? 1 : 0, 1);
  head.writeUInt16BE(body.length + header, 2);
  head.writeUInt16BE(spid, 4);
  head.writeUInt8(1, 6);
  return Buffer.concat([head, body]);
};
