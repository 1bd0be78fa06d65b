import { binaryText } from '@orrery/dialects';
import { Decimal128 } from 'mongodb';
import { writeBoolean, writeCutString, writeDouble, writeNull, writeNumber, writeString } from '../json-bytes.js';
import type { RowBatch } from '../row-batch.js';
import { Bson, Elements } from './bson.js';

const comma = 44;
const colon = 58;
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const scratch = Buffer.alloc(400);

const dateText = (ms: bigint): string | undefined => {
  const date = new Date(Number(ms));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** Writes values of BSON into a batch as JSON, from bytes to bytes. */
export class CellWriter {
  constructor(readonly batch: RowBatch) {}

  /** A value as a cell: text for what JSON has no type for, Extended JSON for documents and arrays. */
  cell(source: Buffer, type: number, from: number, to: number): void {
    const { batch } = this;
    switch (type) {
      case Bson.document:
      case Bson.array:
        this.#json(source, type, from, to);
        break;
      case Bson.string:
      case Bson.symbol:
      case Bson.code:
        this.#text(source, from + 4, to - 1);
        break;
      case Bson.binary:
        this.#binary(source, from, to);
        break;
      case Bson.double:
        this.#double(source.readDoubleLE(from));
        break;
      case Bson.long:
        this.#number(source.readBigInt64LE(from).toString());
        break;
      case Bson.decimal:
        this.#number(new Decimal128(source.subarray(from, to)).toString());
        break;
      case Bson.objectId:
        this.#ascii(source.toString('hex', from, to));
        break;
      case Bson.date: {
        const ms = source.readBigInt64LE(from);
        this.#ascii(dateText(ms) ?? ms.toString());
        break;
      }
      case Bson.timestamp:
        this.#ascii(`Timestamp(${String(source.readUInt32LE(from + 4))}, ${String(source.readUInt32LE(from))})`);
        break;
      case Bson.regex: {
        const end = source.indexOf(0, from);
        const text = Buffer.from(`/${source.toString('utf8', from, end)}/${source.toString('utf8', end + 1, to - 1)}`);
        this.#text(text, 0, text.length);
        break;
      }
      case Bson.undefined:
        batch.ensure(4);
        batch.at = writeNull(batch.out, batch.at);
        break;
      case Bson.minKey:
      case Bson.maxKey:
        this.#ascii(type === Bson.minKey ? 'MinKey' : 'MaxKey');
        break;
      default:
        this.#value(source, type, from, to);
    }
  }

  /** A whole document as Extended JSON. */
  document(source: Buffer, from: number, to: number): void {
    this.#json(source, Bson.document, from, to);
  }

  absent(): void {
    this.batch.ensure(4);
    this.batch.at = writeNull(this.batch.out, this.batch.at);
  }

  /** JSON that is cut where it is too long: it is then shown as a text. */
  #json(source: Buffer, type: number, from: number, to: number): void {
    const { batch } = this;
    const begun = batch.at;
    batch.ensure((to - from) * 3 + 64);
    this.#value(source, type, from, to);
    const length = batch.at - begun;
    if (length <= batch.maxCellBytes) return;
    const head = Buffer.from(batch.out.subarray(begun, begun + batch.maxCellBytes));
    batch.at = begun;
    batch.ensure(head.length * 6 + 8);
    batch.at = writeCutString(batch.out, begun, head, 0, head.length);
    batch.noteCut();
  }

  #text(source: Buffer, from: number, to: number): void {
    const { batch } = this;
    if (to - from > batch.maxCellBytes) {
      batch.ensure(batch.maxCellBytes * 6 + 8);
      batch.at = writeCutString(batch.out, batch.at, source, from, batch.maxCellBytes);
      batch.noteCut();
      return;
    }
    batch.ensure((to - from) * 6 + 8);
    batch.at = writeString(batch.out, batch.at, source, from, to);
  }

  #binary(source: Buffer, from: number, to: number): void {
    const subType = source[from + 4] ?? 0;
    const uuid = subType === 4 && to - from === 21;
    if (uuid) {
      this.#ascii(uuidText(source.toString('hex', from + 5, to)));
      return;
    }
    // The old form of subtype 2 carries its length once more.
    const start = from + (subType === 2 ? 9 : 5);
    const most = this.batch.maxCellBytes;
    const text = ascii(binaryText({ hex: source.toString('hex', start, Math.min(to, start + most)), subType }));
    this.#text(text, 0, text.length);
  }

  /** A text of ASCII, which needs no escapes. */
  #ascii(text: string): void {
    const { batch } = this;
    batch.ensure(text.length + 2);
    batch.out[batch.at] = 34;
    batch.out.write(text, batch.at + 1, 'latin1');
    batch.out[batch.at + 1 + text.length] = 34;
    batch.at += text.length + 2;
  }

  #raw(text: string): void {
    const { batch } = this;
    batch.ensure(text.length);
    batch.at += batch.out.write(text, batch.at, 'latin1');
  }

  #number(text: string): void {
    const { batch } = this;
    const length = scratch.write(text, 'latin1');
    batch.ensure(length + 2);
    batch.at = writeNumber(batch.out, batch.at, scratch, 0, length);
  }

  #double(value: number): void {
    const { batch } = this;
    const length = scratch.write(Object.is(value, -0) ? '-0' : String(value), 'latin1');
    batch.ensure(length + 2);
    batch.at = writeDouble(batch.out, batch.at, scratch, 0, length);
  }

  #byte(byte: number): void {
    this.batch.ensure(1);
    this.batch.out[this.batch.at++] = byte;
  }

  /** A value as Extended JSON v2: relaxed for double, int, and dates of four-digit years, canonical for all else, so that types survive. */
  #value(source: Buffer, type: number, from: number, to: number): void {
    const { batch } = this;
    switch (type) {
      case Bson.document:
      case Bson.array: {
        const isArray = type === Bson.array;
        const elements = new Elements(source, from);
        this.#byte(isArray ? openBracket : openBrace);
        let first = true;
        while (elements.next()) {
          const { nameStart, nameEnd } = elements;
          batch.ensure((nameEnd - nameStart) * 6 + 4);
          if (!first) batch.out[batch.at++] = comma;
          first = false;
          if (!isArray) {
            batch.at = writeString(batch.out, batch.at, source, nameStart, nameEnd);
            batch.out[batch.at++] = colon;
          }
          this.#value(source, elements.type, elements.start, elements.end);
        }
        this.#byte(isArray ? closeBracket : closeBrace);
        return;
      }
      case Bson.string:
        batch.ensure((to - from) * 6);
        batch.at = writeString(batch.out, batch.at, source, from + 4, to - 1);
        return;
      case Bson.boolean:
        batch.ensure(5);
        batch.at = writeBoolean(batch.out, batch.at, source[from] === 1);
        return;
      case Bson.null:
        batch.ensure(4);
        batch.at = writeNull(batch.out, batch.at);
        return;
      case Bson.int:
        this.#raw(String(source.readInt32LE(from)));
        return;
      case Bson.double:
        this.#nestedDouble(source.readDoubleLE(from));
        return;
      case Bson.long:
        this.#raw(`{"$numberLong":"${source.readBigInt64LE(from).toString()}"}`);
        return;
      case Bson.decimal:
        this.#raw(`{"$numberDecimal":"${new Decimal128(source.subarray(from, to)).toString()}"}`);
        return;
      case Bson.objectId:
        this.#raw(`{"$oid":"${source.toString('hex', from, to)}"}`);
        return;
      case Bson.date: {
        const ms = source.readBigInt64LE(from);
        const text = dateText(ms);
        const relaxed = text?.length === 24;
        this.#raw(relaxed ? `{"$date":"${text}"}` : `{"$date":{"$numberLong":"${ms.toString()}"}}`);
        return;
      }
      case Bson.binary: {
        const subType = (source[from + 4] ?? 0).toString(16).padStart(2, '0');
        const start = from + (subType === '02' ? 9 : 5);
        this.#raw(`{"$binary":{"base64":"${source.toString('base64', start, to)}","subType":"${subType}"}}`);
        return;
      }
      case Bson.timestamp:
        this.#raw(`{"$timestamp":{"t":${String(source.readUInt32LE(from + 4))},"i":${String(source.readUInt32LE(from))}}}`);
        return;
      case Bson.regex: {
        const end = source.indexOf(0, from);
        this.#object('$regularExpression', () => {
          this.#field('pattern', source, from, end);
          this.#byte(comma);
          this.#field('options', source, end + 1, to - 1);
        });
        return;
      }
      case Bson.symbol:
      case Bson.code:
        this.#byte(openBrace);
        this.#field(type === Bson.code ? '$code' : '$symbol', source, from + 4, to - 1);
        this.#byte(closeBrace);
        return;
      case Bson.scopedCode: {
        const end = from + 8 + source.readInt32LE(from + 4);
        this.#byte(openBrace);
        this.#field('$code', source, from + 8, end - 1);
        this.#raw(',"$scope":');
        this.#value(source, Bson.document, end, to);
        this.#byte(closeBrace);
        return;
      }
      case Bson.pointer:
        this.#object('$dbPointer', () => {
          this.#field('$ref', source, from + 4, to - 13);
          this.#raw(`,"$id":{"$oid":"${source.toString('hex', to - 12, to)}"}`);
        });
        return;
      case Bson.undefined:
        this.#raw('{"$undefined":true}');
        return;
      default:
        this.#raw(type === Bson.minKey ? '{"$minKey":1}' : '{"$maxKey":1}');
    }
  }

  /** A whole double is written with a point, so that the text tells it from an int. */
  #nestedDouble(value: number): void {
    if (!Number.isFinite(value) || Object.is(value, -0)) {
      this.#raw(`{"$numberDouble":"${Object.is(value, -0) ? '-0.0' : String(value)}"}`);
      return;
    }
    const text = String(value);
    this.#raw(/^-?\d+$/u.test(text) ? `${text}.0` : text);
  }

  #object(name: string, inside: () => void): void {
    this.#raw(`{"${name}":{`);
    inside();
    this.#raw('}}');
  }

  #field(name: string, source: Buffer, from: number, to: number): void {
    this.#raw(`"${name}":`);
    this.batch.ensure((to - from) * 6 + 2);
    this.batch.at = writeString(this.batch.out, this.batch.at, source, from, to);
  }
}

const uuidText = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
