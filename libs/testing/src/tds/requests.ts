import type { Incoming } from './packets.js';
import { packetType } from './packets.js';

/** A statement as a client sent it. */
export interface TdsRequest {
  readonly kind: 'batch' | 'rpc';
  readonly text: string;
  /** Of `sp_executesql`, by name. */
  readonly params: ReadonlyMap<string, unknown>;
  /** The transaction that the client says it is in. */
  readonly transaction: bigint;
  readonly reset: boolean;
  /** Its place among the calls of one message, from 0. */
  readonly place: number;
}

/** Reads a batch, or calls of sp_executesql. */
export const requestsOf = ({ type, body, reset }: Incoming): [TdsRequest, ...TdsRequest[]] => {
  const headers = body.readUInt32LE(0);
  const transaction = body.readBigUInt64LE(10);
  const common = { transaction, place: 0 };
  if (type === packetType.batch)
    return [{ kind: 'batch', text: body.toString('utf16le', headers), params: new Map(), reset, ...common }];
  const reader = new ParamReader(body, headers);
  const next = (): TdsRequest => {
    const [text, , ...rest] = reader.call();
    return {
      kind: 'rpc',
      text: typeof text?.value === 'string' ? text.value : '',
      params: new Map(rest.map(({ name, value }) => [name, value])),
      reset,
      ...common,
    };
  };
  const requests: [TdsRequest, ...TdsRequest[]] = [next()];
  while (reader.follows()) requests.push({ ...next(), reset: false, place: requests.length });
  return requests;
};

/** Stands between two calls of one message; the name of a parameter is never that long. */
const betweenCalls = 0xff;

class ParamReader {
  constructor(
    readonly body: Buffer,
    private at: number,
  ) {}

  call(): { name: string; value: unknown }[] {
    const { body } = this;
    const nameLength = body.readUInt16LE(this.at);
    // A procedure goes by its number, or by its name.
    this.at += nameLength === 0xffff ? 4 : 2 + nameLength * 2;
    this.at += 2;
    const params: { name: string; value: unknown }[] = [];
    while (this.at < body.length && body.readUInt8(this.at) !== betweenCalls) {
      const length = body.readUInt8(this.at);
      const name = body.toString('utf16le', this.at + 1, this.at + 1 + length * 2);
      this.at += 2 + length * 2;
      params.push({ name, value: this.#value() });
    }
    return params;
  }

  /** Whether another call stands behind the last one. */
  follows(): boolean {
    if (this.at >= this.body.length) return false;
    this.at += 1;
    return true;
  }

  #value(): unknown {
    const { body } = this;
    const type = body.readUInt8(this.at);
    if (type === 0xe7) return this.#text();
    const length = body.readUInt8(this.at + 2);
    const from = this.at + 3;
    this.at = from + length;
    if (length === 0) return null;
    if (type === 0x68) return body.readUInt8(from) === 1;
    if (type === 0x6d) return body.readDoubleLE(from);
    if (type === 0x26) return length === 8 ? body.readBigInt64LE(from) : body.readIntLE(from, length);
    throw new Error(`A parameter of type 0x${type.toString(16)} is not scripted.`);
  }

  #text(): string | null {
    const { body } = this;
    const unlimited = body.readUInt16LE(this.at + 1) === 0xffff;
    let at = this.at + 8;
    if (!unlimited) {
      const length = body.readUInt16LE(at);
      this.at = at + 2 + (length === 0xffff ? 0 : length);
      return length === 0xffff ? null : body.toString('utf16le', at + 2, this.at);
    }
    const parts: Buffer[] = [];
    at += 8;
    for (let length = body.readUInt32LE(at); length > 0; length = body.readUInt32LE(at)) {
      parts.push(body.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.at = at + 4;
    return Buffer.concat(parts).toString('utf16le');
  }
}

/** What a client says of itself when it logs in. */
export interface TdsLogin {
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly program: string;
  readonly server: string;
  readonly database: string;
  readonly readOnlyIntent: boolean;
  readonly packetSize: number;
}

/** Reads a LOGIN7. */
export const loginOf = (body: Buffer): TdsLogin => {
  const text = (index: number): Buffer => {
    const place = 36 + index * 4;
    const from = body.readUInt16LE(place);
    return body.subarray(from, from + body.readUInt16LE(place + 2) * 2);
  };
  const word = (index: number): string => text(index).toString('utf16le');
  const clear = Buffer.from(text(2).map((byte) => (((byte ^ 0xa5) << 4) | ((byte ^ 0xa5) >> 4)) & 255));
  return {
    host: word(0),
    user: word(1),
    password: clear.toString('utf16le'),
    program: word(3),
    server: word(4),
    database: word(8),
    readOnlyIntent: (body.readUInt8(26) & 0x20) !== 0,
    packetSize: body.readUInt32LE(8),
  };
};
