import type { NoRowSource, RowSource } from '../explorer/row-source.js';
import { StatementError } from '../statement-error.js';
import { parseMongo } from './parse.js';
import type { MongoCall, MongoValue } from './value.js';

/** What may follow a find: none of it makes other documents of those that are found. */
const harmless: ReadonlySet<string> = new Set(
  'sort limit skip hint collation maxTimeMS batchSize comment allowDiskUse min max returnKey projection project toArray pretty readPref'.split(
    ' ',
  ),
);

const isFlag = (value: MongoValue): boolean => value.type === 'boolean' || ['int', 'long', 'double'].includes(value.type);
const isOff = (value: MongoValue): boolean => 'value' in value && Number(value.value) === 0;

const projectionOf = ({ args, chain }: MongoCall): MongoValue | undefined =>
  chain.findLast(({ method }) => method === 'project' || method === 'projection')?.args[0] ?? args[1];

/** Which collection a statement's documents are of: a find's, and no other's. */
export function mongoRowSource(text: string): { readonly source: RowSource } | NoRowSource {
  let call: MongoCall;
  try {
    call = parseMongo(text);
  } catch (error) {
    if (error instanceof StatementError) return { why: 'It can’t be read as a statement.' };
    throw error;
  }
  if (call.collection === undefined || (call.method !== 'find' && call.method !== 'findOne'))
    return {
      why:
        call.method === 'aggregate'
          ? 'aggregate() makes documents anew, so one of them may stand for several.'
          : 'It is no find() of one collection.',
    };
  if (call.explain !== undefined) return { why: 'It is a plan, and no documents.' };
  const other = call.chain.find(({ method }) => !harmless.has(method) || method === 'returnKey');
  if (other) return { why: `It goes on with ${other.method}(), which makes something else of the documents.` };
  const projection = projectionOf(call);
  const fields = projection?.type === 'document' ? projection.fields : [];
  // the part of a field that is shown is not the field
  const partly = fields.flatMap(([name, value]) =>
    isFlag(value)
      ? name
          .split('.')
          .slice(0, -1)
          .map((_, at, parts) => parts.slice(0, at + 1).join('.'))
      : [name],
  );
  const names = fields.some(([name, value]) => name !== '_id' && !isOff(value)) && !fields.some(([name]) => name.includes('.'));
  const only = names && fields.every(([name, value]) => isFlag(value) && (name === '_id' || !isOff(value)));
  return {
    source: {
      table: [...(call.database === undefined ? [] : [call.database]), call.collection].map((part) => ({
        text: part,
        quoted: true,
      })),
      // without names of its own the last column is the document as a whole
      columns: only ? ['*'] : ['*', null],
      ...(partly.length === 0 ? {} : { altered: [...new Set(partly)] }),
    },
  };
}
