import type { CatalogTable } from '@orrery/contracts';
import { type MongoDocument, type MongoValue, parseMongo, splitStatements, StatementError } from '@orrery/dialects';
import type { JoinSeen, RanText, TableNames } from './joins.js';

/** Deeper than any pipeline that a person writes. */
const deepest = 30;

/** The joins of MongoDB in texts that ran: `$lookup` and `$graphLookup` whose one side is what documents are known by. */
export function lookupsIn(texts: readonly RanText[], names: TableNames): JoinSeen[] {
  const seen = new Map<string, JoinSeen>();
  for (const { text, runs } of texts)
    for (const [source, stage] of stagesIn(text)) {
      const join = joinOf(names.find(source), stage, names);
      if (!join) continue;
      const key = JSON.stringify([join.from.name, join.columnsFrom, join.to.name, join.columnsTo]);
      seen.set(key, { ...join, runs: (seen.get(key)?.runs ?? 0) + runs });
    }
  return [...seen.values()];
}

/** What stands in the lookups of a text, with the collection whose pipeline they are in. */
function stagesIn(text: string): (readonly [collection: string, stage: MongoDocument])[] {
  if (!/\$(?:graphL|l)ookup/.test(text)) return [];
  return splitStatements('mongodb', text).flatMap((piece) => {
    try {
      const { collection, method, args } = parseMongo(piece.text);
      const [pipeline] = args;
      return collection !== undefined && method === 'aggregate' && pipeline ? stagesOf(collection, pipeline, 0) : [];
    } catch (error) {
      // What ran once may be in a language of then.
      if (error instanceof StatementError) return [];
      throw error;
    }
  });
}

function stagesOf(collection: string, value: MongoValue, depth: number): (readonly [string, MongoDocument])[] {
  if (depth > deepest) return [];
  if (value.type === 'array') return value.items.flatMap((item) => stagesOf(collection, item, depth + 1));
  if (value.type !== 'document') return [];
  return value.fields.flatMap(([name, inner]) => {
    const isLookup = (name === '$lookup' || name === '$graphLookup') && inner.type === 'document';
    if (!isLookup) return stagesOf(collection, inner, depth + 1);
    const nested = inner.fields.find(([field]) => field === 'pipeline')?.[1];
    const other = textOf(inner, 'from');
    return [[collection, inner] as const, ...(nested && other !== undefined ? stagesOf(other, nested, depth + 1) : [])];
  });
}

const textOf = (document: MongoDocument, ...names: readonly string[]): string | undefined => {
  const found = document.fields.find(([name, value]) => names.includes(name) && value.type === 'string')?.[1];
  return found?.type === 'string' ? found.value.replace(/^\$/, '') : undefined;
};

function joinOf(source: CatalogTable | undefined, stage: MongoDocument, names: TableNames): Omit<JoinSeen, 'runs'> | undefined {
  const other = names.find(textOf(stage, 'from') ?? '');
  const [own, theirs] = [textOf(stage, 'localField', 'startWith'), textOf(stage, 'foreignField', 'connectToField')];
  if (!source || !other || own === undefined || theirs === undefined) return undefined;
  const [here, there] = [columnAt(source, own), columnAt(other, theirs)];
  if (here === undefined || there === undefined) return undefined;
  if (isKey(other, there) && !(source === other && here === there))
    return { from: source, columnsFrom: [here], to: other, columnsTo: [there] };
  return isKey(source, here) ? { from: other, columnsFrom: [there], to: source, columnsTo: [here] } : undefined;
}

/** The column of a path as a pipeline writes it, which knows no arrays on the way. */
const columnAt = (table: CatalogTable, path: string): string | undefined => {
  const found = table.columns.filter(({ name }) => name.replaceAll('[]', '') === path);
  return (found.find(({ name }) => name.endsWith('[]')) ?? found[0])?.name;
};

const isKey = (table: CatalogTable, column: string): boolean =>
  [table.primaryKey, ...table.uniques].some((key) => key?.columns.length === 1 && key.columns[0] === column);
