import { ByteStream } from '@orrery/runtime';

/** Bytes of one piece that crosses the bus. */
const pieceBytes = 192 * 1024;

/** A JSON document of any size as an answer: handed out in pieces, as fast as they are taken. */
export const documentOf = (text: string): ByteStream => new ByteStream(piecesOf(Buffer.from(text)));

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
}
