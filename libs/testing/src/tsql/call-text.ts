import { TsqlFailure, unknownHere } from './failure.js';
import type { Value } from './syntax.js';
import { bigintType, intType, longText, type TsqlType, typeNamed } from './types.js';
import { converted, type Written } from './write-conversion.js';
import type { Writing } from './scope.js';

type Call = Extract<Value, { is: 'call' }>;

const invalid = (type: TsqlType, place: number, name: string): TsqlFailure =>
  new TsqlFailure(8116, `Argument data type ${type.name} is invalid for argument ${String(place)} of ${name} function.`);
/** What a text is, where it is none yet. */
const textOf = (value: Written): Written => (value.type.family === 'text' ? value : converted(value, longText, false));
const isOneByte = (type: TsqlType): boolean => type.family === 'text' && !type.name.startsWith('n');
const isLong = (type: TsqlType): boolean => type.length < 0 || ['text', 'ntext', 'image', 'xml'].includes(type.name);
/** Bytes of the types that always have the same. */
const fixed: ReadonlySet<string> = new Set(['int', 'bit', 'float', 'money', 'uuid']);

/** The type of a part: that of a text or of bytes, whatever they are kept as. */
const partType = (type: TsqlType): TsqlType => {
  const name = type.family === 'binary' ? 'varbinary' : isOneByte(type) ? 'varchar' : 'nvarchar';
  return { ...typeNamed(name, [1]), length: isLong(type) ? -1 : Math.max(1, type.length) };
};

const substring = ([value, at, size]: readonly Written[]): Written => {
  if (value === undefined || at === undefined || size === undefined)
    throw new TsqlFailure(174, 'The substring function requires 3 argument(s).', 15);
  if (!['text', 'binary'].includes(value.type.family)) throw invalid(value.type, 1, 'substring');
  for (const [index, place] of [at, size].entries())
    if (place.type.family !== 'int') throw invalid(place.type, index + 2, 'substring');
  const name = value.type.family === 'binary' ? 'tsql.part_of_bytes' : 'tsql.part';
  return {
    sql: `${name}(${value.sql}, ${converted(at, bigintType, false).sql}, ${converted(size, bigintType, false).sql})`,
    type: partType(value.type),
  };
};

const bytesOf = ({ sql, type }: Written): string => {
  if (type.family === 'binary') return `length(${sql})`;
  if (type.family === 'text') return isOneByte(type) ? `length(${sql})` : `(2 * tsql.units(${sql}))`;
  if (fixed.has(type.family)) return `(case when (${sql}) is null then null else ${String(type.length)} end)`;
  throw unknownHere(`the bytes of a ${type.name}`);
};

const replicate = ([value, count]: readonly Written[]): Written => {
  if (value === undefined || count === undefined)
    throw new TsqlFailure(174, 'The replicate function requires 2 argument(s).', 15);
  const text = textOf(value);
  const type = partType(text.type);
  const most = isOneByte(type) ? 8_000 : 4_000;
  const all = `repeat(${text.sql}, (case when (${count.sql}) < 0 then null else ${count.sql} end)::int)`;
  // Where the text is not long by its type, what is made of it is cut.
  return type.length < 0 ? { sql: all, type } : { sql: `left(${all}, ${String(most)})`, type: { ...type, length: most } };
};

/** A call of a function of texts or bytes; undefined where it is another. */
export const textFunctionOf = (call: Call, writer: Writing): Written | undefined => {
  const { name } = call;
  if (!['substring', 'datalength', 'len', 'replicate', 'lower', 'upper', 'rtrim', 'ltrim'].includes(name)) return undefined;
  const args = call.args.map((arg) => writer.value(arg));
  const [first] = args;
  if (name === 'substring') return substring(args);
  if (name === 'replicate') return replicate(args);
  if (first === undefined || args.length > 1) throw new TsqlFailure(174, `The ${name} function requires 1 argument(s).`, 15);
  if (name === 'datalength') return { sql: `(${bytesOf(first)})`, type: isLong(first.type) ? bigintType : intType };
  if (['text', 'ntext', 'image', 'xml'].includes(first.type.name)) throw invalid(first.type, 1, name);
  if (name === 'len') {
    const type = isLong(first.type) ? bigintType : intType;
    return first.type.family === 'binary'
      ? { sql: `length(${first.sql})`, type }
      : { sql: `tsql.units(rtrim(${textOf(first).sql}))`, type };
  }
  const text = textOf(first);
  return { sql: `${name}(${text.sql})`, type: text.type };
};
