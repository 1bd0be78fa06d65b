import { type MongoCall, qualifiedName } from '@orrery/dialects';
import type { Session } from '../driver.js';
import { ask } from '../explorer/ask.js';
import type { ExplorerTable, TableColumn } from '../explorer/table.js';
import { callOn, statement } from './explorer-call.js';
import { known } from './explorer-filter.js';
import { fields, int, text } from './explorer-values.js';

/** Documents that are looked at for the fields there are. */
const sampled = 100;

/** A collection or a view as the explorer shows it; undefined where there is none of that name. */
export async function describeIn(session: Session, database: string, name: string): Promise<ExplorerTable | undefined> {
  const on = { name, schema: database };
  const infos: MongoCall = {
    ...(database === '' ? {} : { database }),
    method: 'getCollectionInfos',
    args: [fields(['name', text(name)])],
    chain: [],
  };
  const { columns: infoColumns, rows } = await ask(session, statement(infos));
  const [info] = rows;
  if (!info) return undefined;
  const type = info[infoColumns.findIndex((column) => column.name === 'type')];
  const sample = await ask(
    session,
    statement({ ...callOn(on, 'find', fields()), chain: [{ method: 'limit', args: [int(sampled)] }] }),
    {
      maxCellBytes: 1_024,
    },
  );
  const isView = type === '"view"';
  const shown = sample.columns.filter((column) => column.name !== 'document');
  const idTypes = isView || shown.length === 0 ? '' : await typesOfIds(session, on);
  const columns = shown.map((column): TableColumn => ({
    ...column,
    nullable: column.name !== '_id',
    default: null,
    generated: null,
    baseType: column.name === '_id' && idTypes !== '' ? idTypes : column.dataType,
    searchable: column.kind === 'string',
  }));
  return {
    schema: database,
    name,
    qualified: qualifiedName(database, name),
    kind: isView ? 'view' : 'collection',
    // A document that brings no id is given one.
    columns: (columns.some((column) => column.name === '_id')
      ? columns
      : [{ ...known({ ...empty, name }, '_id'), nullable: false }, ...columns]
    ).map((column) => (column.name === '_id' ? { ...column, default: 'ObjectId()' } : column)),
    keys: isView ? [] : [['_id']],
    foreignKeys: [],
    sideEffects: [
      {
        on: ['delete'],
        note: 'A deleted document can’t be put back as it was: more may have been in it than is shown.',
      },
    ],
    rowEstimate: null,
    ...(isView
      ? {
          locked: {
            code: 'view' as const,
            reason: 'This is a view: its documents come from other collections.',
            hint: 'Open the collection and change them there.',
          },
        }
      : {}),
  };
}

/** The types of the first and the last id. All values of one type stand together in the order of ids, so that two alike tell of all between. */
async function typesOfIds(session: Session, on: Pick<ExplorerTable, 'name' | 'schema'>): Promise<string> {
  const types = new Set<string>();
  for (const direction of [1, -1]) {
    const chain = [
      { method: 'sort', args: [fields(['_id', int(direction)])] },
      { method: 'limit', args: [int(1)] },
    ];
    const { columns } = await ask(session, statement({ ...callOn(on, 'find', fields(), fields(['_id', int(1)])), chain }));
    for (const { name, dataType } of columns) if (name === '_id' && dataType !== 'null') types.add(dataType);
  }
  return [...types].join(' | ');
}

const empty: ExplorerTable = {
  schema: '',
  name: '',
  qualified: '',
  kind: 'collection',
  columns: [],
  keys: [],
  foreignKeys: [],
  sideEffects: [],
  rowEstimate: null,
};
