import type { Filter, FilterLeaf, SortKey } from '@orrery/contracts';
import { collectionText, type MongoCall, type MongoDocument, type MongoValue, shellText } from '@orrery/dialects';
import { ObjectId } from 'mongodb';
import type { DriverFault, Session, Statement } from '../driver.js';
import type { ChangeStatement, Contention, PageAsk, PageStatement, RawChange, RowsOf, TableAccess } from '../explorer/access.js';
import { ask } from '../explorer/ask.js';
import { parsedCell, type RawCell, type RawRow } from '../explorer/raw-json.js';
import { BadFilter } from '../explorer/sql-filter.js';
import { BadValue } from '../explorer/sql-flavor.js';
import { columnOf, type ExplorerTable, splitsOf, type TableColumn } from '../explorer/table.js';
import { fields, int, list, mongoValue, text } from './explorer-values.js';

/** Documents that are looked at for the fields there are. */
const sampled = 100;

const statement = (call: MongoCall): Statement => ({ language: 'mongo', text: callText(call), call });
const stepText = (step: MongoCall['chain'][number]): string => `.${step.method}(${step.args.map(shellText).join(', ')})`;
const callText = (call: MongoCall): string =>
  `${call.collection === undefined ? 'db' : collectionText(call.collection)}${stepText(call)}${call.chain.map(stepText).join('')}`;
const callOn = (
  table: { readonly name: string; readonly schema: string },
  method: string,
  ...args: readonly MongoValue[]
): MongoCall => ({
  collection: table.name,
  ...(table.schema === '' ? {} : { database: table.schema }),
  method,
  args,
  chain: [],
});

/** A path that the sample did not have is a path all the same. */
const known = (table: ExplorerTable, path: string): TableColumn =>
  columnOf(table, path) ?? {
    name: path,
    dataType: '',
    kind: 'other',
    nullable: true,
    default: null,
    generated: null,
    baseType: '',
    searchable: false,
  };

const literal = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const regex = (pattern: string, options = 'i'): MongoDocument =>
  fields(['$regex', text(pattern)], ...(options === '' ? [] : [['$options', text(options)] as const]));

const comparisons: Readonly<Partial<Record<FilterLeaf['operator'], string>>> = {
  '<': '$lt',
  '<=': '$lte',
  '>': '$gt',
  '>=': '$gte',
};

const leafFilter = (table: ExplorerTable, leaf: FilterLeaf, path: string): MongoDocument => {
  const column = known(table, leaf.column);
  if (column.name.startsWith('$') || column.name.includes('\0'))
    throw new BadFilter(`${path}.column`, `“${column.name}” is no path of a field.`, column.name);
  const value = (given: unknown): MongoValue => mongoValue(column, JSON.stringify(given ?? null));
  const is = (test: MongoValue): MongoDocument => fields([column.name, test]);
  const texts = (): string => {
    if (leaf.value === null || leaf.value === undefined || typeof leaf.value === 'object')
      throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a text.`);
    return String(leaf.value);
  };
  const items = (): readonly unknown[] => {
    if (!Array.isArray(leaf.value)) throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a list of values.`);
    return leaf.value;
  };
  switch (leaf.operator) {
    case 'is null':
      return is(fields(['$eq', { type: 'null' }]));
    case 'is not null':
      return is(fields(['$ne', { type: 'null' }]));
    case '=':
      return is(fields(['$eq', value(leaf.value)]));
    case '!=':
      // As in SQL, a row without the field is neither equal nor unequal.
      return is(fields(['$nin', list([value(leaf.value), { type: 'null' }])]));
    case 'in':
      return is(fields(['$in', list(items().map(value))]));
    case 'not in':
      return is(fields(['$nin', list([...items().map(value), { type: 'null' }])]));
    case 'between': {
      const [low, high, ...more] = items();
      if (low == null || high == null || more.length > 0) throw new BadFilter(`${path}.value`, '“between” takes two values.');
      return is(fields(['$gte', value(low)], ['$lte', value(high)]));
    }
    case 'contains':
      return is(regex(literal(texts())));
    case 'starts with':
      return is(regex(`^${literal(texts())}`));
    case 'ends with':
      return is(regex(`${literal(texts())}$`));
    case 'matches':
      return is(regex(texts(), ''));
    default: {
      if (leaf.value === null || leaf.value === undefined)
        throw new BadFilter(`${path}.value`, `“${leaf.operator}” takes a value.`);
      return is(fields([comparisons[leaf.operator] ?? '$eq', value(leaf.value)]));
    }
  }
};

const filterOf = (table: ExplorerTable, filter: Filter, path = 'filter'): MongoDocument | undefined => {
  if (filter.off === true) return undefined;
  if ('column' in filter) {
    try {
      return leafFilter(table, filter, path);
    } catch (error) {
      if (error instanceof BadValue)
        throw new BadFilter(`${path}.value`, `The filter’s value for “${error.column}” ${error.message}.`);
      throw error;
    }
  }
  const all = 'and' in filter;
  const parts = (all ? filter.and : filter.or).flatMap((part, index) => {
    const made = filterOf(table, part, `${path}.${all ? 'and' : 'or'}.${String(index)}`);
    return made ? [made] : [];
  });
  return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : fields([all ? '$and' : '$or', list(parts)]);
};

const searchedIn = (table: ExplorerTable): TableColumn[] => table.columns.filter((column) => column.searchable);

const matching = (table: ExplorerTable, rows: RowsOf, more: readonly MongoDocument[] = []): MongoDocument => {
  const filter = rows.filter && filterOf(table, rows.filter);
  const search = rows.search;
  const inSome =
    search === undefined
      ? []
      : [
          fields([
            '$or',
            list([
              ...searchedIn(table).map((column) => fields([column.name, regex(literal(search))])),
              fields(['_id', fields(['$in', list([])])]),
            ]),
          ]),
        ];
  const parts = [...(filter ? [filter] : []), ...inSome, ...more];
  const [only] = parts;
  return parts.length === 0 ? fields() : parts.length === 1 && only ? only : fields(['$and', list(parts)]);
};

const sortOf = (sort: readonly SortKey[], backwards: boolean): MongoDocument =>
  fields(...sort.map(({ column, direction }) => [column, int((direction === 'desc') !== backwards ? -1 : 1)] as const));

/** 1 where a field is a text that holds what is searched for. */
const holds = (path: string, search: string): MongoValue => {
  const value = text(`$${path}`);
  const isText = fields(['$eq', list([fields(['$type', value]), text('string')])]);
  const input = fields(['$cond', list([isText, value, text('')])]);
  const found = fields(['$regexMatch', fields(['input', input], ['regex', text(literal(search))], ['options', text('i')])]);
  return fields(['$cond', list([found, int(1), int(0)])]);
};

/** Columns under names of ours: paths with dots would make documents again. */
const projected = (columns: readonly string[], extra: readonly MongoValue[] = []): MongoDocument =>
  fields([
    '$project',
    fields(
      ['_id', int(0)],
      ...columns.map((path, index) => [`c${String(index)}`, text(`$${path}`)] as const),
      ...extra.map((value, index) => [`m${String(index)}`, value] as const),
    ),
  ]);

const stage = (name: string, value: MongoValue): MongoDocument => fields([name, value]);

/** How documents of one collection are read and changed. Each change is of one document, atomic, and carries what was seen of it. */
class MongoAccess implements TableAccess {
  readonly kind = 'mongodb';
  readonly transactional = false;
  readonly countsOnlyChanged = false;
  readonly undoes = ['insert', 'update'] as const;
  readonly lastKey = undefined;
  readonly begin = [];
  readonly commit = undefined;
  readonly rollback = undefined;
  readonly savepoint = undefined;
  readonly removal = {
    column: '_id',
    newKey: (): string => JSON.stringify({ $oid: new ObjectId().toHexString() }),
    remove: (table: ExplorerTable, keys: readonly RawCell[]): Statement =>
      statement(
        callOn(
          table,
          'deleteMany',
          fields(['_id', fields(['$in', list(keys.map((key) => mongoValue(known(table, '_id'), key)))])]),
        ),
      ),
  };

  contentionOf(_fault: DriverFault): Contention | undefined {
    return undefined;
  }

  async describe(session: Session, name: string): Promise<ExplorerTable | undefined> {
    // A collection's own name may hold dots: it is looked for whole first.
    for (const split of splitsOf(name).toReversed()) {
      const found = await describeIn(session, split.schema ?? '', split.name);
      if (found) return { ...found, qualified: name };
    }
    return undefined;
  }

  /** Only ids are everywhere and of one type: other paths may be missing. */
  canKeyset(_table: ExplorerTable, sort: readonly SortKey[]): boolean {
    return sort.length === 1 && sort[0]?.column === '_id';
  }

  page(table: ExplorerTable, asked: PageAsk): PageStatement {
    const searched = asked.search === undefined ? [] : searchedIn(table);
    const stages = [
      ...this.#stages(table, asked),
      projected(
        asked.columns,
        searched.map((column) => holds(column.name, asked.search ?? '')),
      ),
    ];
    return {
      statement: statement(callOn(table, 'aggregate', list(stages))),
      searched: searched.map((column) => column.name),
    };
  }

  pageText(table: ExplorerTable, asked: PageAsk): string {
    const all = asked.columns.length === table.columns.length;
    const projection = fields(...asked.columns.map((column) => [column, int(1)] as const));
    const find = callOn(table, 'find', matching(table, asked, after(table, asked)), ...(all ? [] : [projection]));
    const chain = [
      ...(asked.sort.length > 0 ? [{ method: 'sort', args: [sortOf(asked.sort, false)] }] : []),
      ...(asked.offset > 0 ? [{ method: 'skip', args: [int(asked.offset)] }] : []),
      { method: 'limit', args: [int(asked.limit)] },
    ];
    return callText({ ...find, chain });
  }

  count(table: ExplorerTable, rows: RowsOf): Statement {
    return statement(callOn(table, 'countDocuments', matching(table, rows)));
  }

  estimate(table: ExplorerTable, rows: RowsOf): Statement | undefined {
    const narrowed = rows.filter !== undefined || rows.search !== undefined;
    return narrowed ? undefined : statement(callOn(table, 'estimatedDocumentCount'));
  }

  estimateIn(rows: readonly RawRow[]): number | undefined {
    return Number(parsedCell(rows[0]?.[0] ?? '0'));
  }

  distinct(table: ExplorerTable, column: string, asked: RowsOf & { holding?: string | undefined; limit: number }): Statement {
    const holding = asked.holding === undefined ? [] : [fields([column, regex(literal(asked.holding))])];
    const grouped = fields(['_id', text(`$${column}`)], ['count', fields(['$sum', int(1)])]);
    const stages = [
      stage('$match', matching(table, asked, holding)),
      stage('$group', grouped),
      stage('$sort', fields(['count', int(-1)], ['_id', int(1)])),
      stage('$limit', int(asked.limit)),
      stage('$project', fields(['_id', int(0)], ['value', text('$_id')], ['count', int(1)])),
    ];
    return statement(callOn(table, 'aggregate', list(stages)));
  }

  byKeys(table: ExplorerTable, _key: readonly string[], keys: readonly RawRow[], _locks: boolean): Statement {
    const ids = keys.map(([id]) => mongoValue(known(table, '_id'), id ?? 'null'));
    const stages = [
      stage('$match', fields(['_id', fields(['$in', list(ids)])])),
      stage('$sort', fields(['_id', int(1)])),
      projected(table.columns.map((column) => column.name)),
    ];
    return statement(callOn(table, 'aggregate', list(stages)));
  }

  /** A document that brings its own `_id` goes alone: should it be refused, nobody else's document is taken for it. */
  mostRows(columns: readonly string[]): number {
    return columns.includes('_id') ? 1 : 1_000;
  }

  insertRows(table: ExplorerTable, columns: readonly string[], rows: readonly RawRow[]): ChangeStatement {
    const documents = rows.map((row) =>
      nested(columns.map((path, at) => [path, mongoValue(known(table, path), row[at] ?? 'null')] as const)),
    );
    return { statement: statement(callOn(table, 'insertMany', list(documents))), returns: false };
  }

  change(table: ExplorerTable, change: RawChange): ChangeStatement {
    const value = (column: string, cell: string): MongoValue => mongoValue(known(table, column), cell);
    if (change.op === 'insert') {
      const document = nested([...(change.values ?? [])].map(([path, cell]) => [path, value(path, cell)] as const));
      return { statement: statement(callOn(table, 'insertOne', document)), returns: false, keyIn: ([row]) => row };
    }
    const seen = [...(change.before ?? [])]
      .filter(([path]) => !change.key?.has(path))
      .map(([path, cell]) => [path, fields(['$eq', value(path, cell)])] as const);
    const target = fields(
      ...[...(change.key ?? [])].map(([path, cell]) => [path, fields(['$eq', value(path, cell)])] as const),
      ...seen,
    );
    if (change.op === 'delete') return { statement: statement(callOn(table, 'deleteOne', target)), returns: false };
    const set = [...(change.values ?? [])].map(([path, cell]) => [path, value(path, cell)] as const);
    const unset = (change.defaults ?? []).map((path) => [path, text('')] as const);
    const update = fields(
      ...(set.length > 0 ? [['$set', fields(...set)] as const] : []),
      ...(unset.length > 0 ? [['$unset', fields(...unset)] as const] : []),
    );
    return {
      statement: statement(callOn(table, 'updateOne', target, update)),
      returns: false,
      countIn: (rows) => Number(parsedCell(rows[0]?.[0] ?? '0')),
    };
  }

  #stages(table: ExplorerTable, asked: PageAsk): MongoDocument[] {
    const backwards = asked.boundary?.direction === 'previous';
    return [
      stage('$match', matching(table, asked, after(table, asked))),
      ...(asked.sort.length > 0 ? [stage('$sort', sortOf(asked.sort, backwards))] : []),
      ...(asked.offset > 0 ? [stage('$skip', int(asked.offset))] : []),
      stage('$limit', int(asked.limit)),
    ];
  }
}

/** Documents that come after the last one of the page before. */
const after = (table: ExplorerTable, { sort, boundary }: PageAsk): MongoDocument[] => {
  const [key] = sort;
  const [cell] = boundary?.values ?? [];
  if (!boundary || !key || cell === undefined) return [];
  const forward = (key.direction === 'asc') === (boundary.direction === 'next');
  return [fields([key.column, fields([forward ? '$gt' : '$lt', mongoValue(known(table, key.column), cell)])])];
};

/** Paths with dots as documents in documents. */
const nested = (entries: readonly (readonly [string, MongoValue])[]): MongoDocument => {
  const groups = Map.groupBy(entries, ([path]) => path.split('.', 1)[0] ?? path);
  return fields(
    ...[...groups].map(([name, members]) => {
      const [first] = members;
      if (members.length === 1 && first && first[0] === name) return first;
      return [
        name,
        nested(members.filter(([path]) => path !== name).map(([path, value]) => [path.slice(name.length + 1), value] as const)),
      ] as const;
    }),
  );
};

async function describeIn(session: Session, database: string, name: string): Promise<ExplorerTable | undefined> {
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
  const shown = sample.columns.filter((column) => column.name !== 'document');
  const columns = shown.map((column): TableColumn => ({
    ...column,
    nullable: column.name !== '_id',
    default: null,
    generated: null,
    baseType: column.dataType,
    searchable: column.kind === 'string',
  }));
  const isView = type === '"view"';
  return {
    schema: database,
    name,
    qualified: name,
    kind: isView ? 'view' : 'collection',
    columns: columns.some((column) => column.name === '_id')
      ? columns
      : [{ ...known({ ...empty, name }, '_id'), nullable: false }, ...columns],
    keys: isView ? [] : [['_id']],
    foreignKeys: [],
    sideEffects: [
      {
        on: ['insert', 'update', 'delete'],
        note: 'Documents are changed one after the other, each by itself: should one be refused, those before it are changed back.',
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

/** How documents of one collection are read and changed in MongoDB. */
export const mongodbExplorer: TableAccess = new MongoAccess();
