import type { SortKey } from '@orrery/contracts';
import type { MongoDocument, MongoValue } from '@orrery/dialects';
import { ObjectId } from 'mongodb';
import type { DriverFault, Session, Statement } from '../driver.js';
import type {
  CellRead,
  ChangeStatement,
  Contention,
  PageAsk,
  PageStatement,
  RawChange,
  RowsOf,
  TableAccess,
} from '../explorer/access.js';
import { parsedCell, type RawCell, type RawRow } from '../explorer/raw-json.js';
import { type ExplorerTable, splitsOf, type TableReference } from '../explorer/table.js';
import { callOn, callText, statement } from './explorer-call.js';
import { describeIn } from './explorer-describe.js';
import { BadValue } from '../explorer/sql-flavor.js';
import { known, literal, matching, regex, searchedIn } from './explorer-filter.js';
import { inPlaceOf, isOfOneType, ofType, readings, stillIs } from './explorer-types.js';
import { fields, int, list, mongoValue, text } from './explorer-values.js';
import { MongoSession } from './session.js';

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

/** Leaves the values, of any type, that read with a text in it. */
const readsWith = (part: string): MongoDocument[] => {
  const read = fields(['input', text('$value')], ['to', text('string')], ['onError', text('')], ['onNull', text('')]);
  return [
    stage('$project', fields(['value', int(1)], ['read', fields(['$convert', read])])),
    stage('$match', fields(['read', regex(literal(part))])),
  ];
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

/** What a database can be called; a server hangs up on other names. */
const canBeDatabase = /^[^/\\. "$\0]{1,63}$/u;

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

  /** A collection declares no references. */
  referrers(): Promise<readonly TableReference[]> {
    return Promise.resolve([]);
  }

  async describe(session: Session, name: string): Promise<ExplorerTable | undefined> {
    const splits = splitsOf(name);
    // A collection's own name may hold dots: it is looked for whole first.
    const whole = splits.filter(({ schema }) => schema === null);
    const named = splits.filter(({ schema }) => schema !== null && canBeDatabase.test(schema));
    for (const split of [...whole, ...named]) {
      const database = split.schema ?? (session instanceof MongoSession ? session.dbName : '');
      const found = await describeIn(session, database, split.name);
      if (found) return found;
    }
    return undefined;
  }

  /**
   * Only ids are everywhere, and in a view they may stand more than once. Of several types, what comes after an id is no more than those of
   * its own type.
   */
  canKeyset(table: ExplorerTable, sort: readonly SortKey[]): boolean {
    const isById = table.keys.length > 0 && sort.length === 1 && sort[0]?.column === '_id';
    return isById && isOfOneType(known(table, '_id'));
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
    const value = text(`$${column}`);
    // A filter by a value finds the lists that hold it: each value of a list counts once for its document.
    const items = fields([
      '$cond',
      list([fields(['$isArray', value]), fields(['$setUnion', list([value, list([])])]), list([value])]),
    ]);
    const grouped = fields(['_id', text('$value')], ['count', fields(['$sum', int(1)])]);
    const stages = [
      stage('$match', matching(table, asked)),
      stage('$project', fields(['_id', int(0)], ['value', items])),
      stage('$unwind', text('$value')),
      ...(asked.holding === undefined ? [] : readsWith(asked.holding)),
      stage('$group', grouped),
      stage('$sort', fields(['count', int(-1)], ['_id', int(1)])),
      stage('$limit', int(asked.limit)),
      stage('$project', fields(['_id', int(0)], ['value', text('$_id')], ['count', int(1)])),
    ];
    return statement(callOn(table, 'aggregate', list(stages)));
  }

  byKeys(table: ExplorerTable, _key: readonly string[], keys: readonly RawRow[], _locks: boolean): Statement {
    const ids = keys.flatMap(([id]) => readings(known(table, '_id'), id ?? 'null'));
    const paths = table.columns.map((column) => column.name);
    const types = list(paths.map((path) => fields(['$type', text(`$${path}`)])));
    const stages = [
      stage('$match', fields(['_id', fields(['$in', list(ids)])])),
      stage('$sort', fields(['_id', int(1)])),
      projected(paths, [types]),
    ];
    return statement(callOn(table, 'aggregate', list(stages)));
  }

  /** Whole: a document holds no more than 16 MiB, and no part of a text can be asked for by its bytes. */
  cell(table: ExplorerTable, column: string, key: ReadonlyMap<string, RawCell>): CellRead {
    const { name, kind } = known(table, column);
    const at = [...key].map(([path, cell]) => [path, fields(['$in', list(readings(known(table, path), cell))])] as const);
    const stages = [stage('$match', fields(...at)), stage('$limit', int(1)), projected([name])];
    return {
      statement: statement(callOn(table, 'aggregate', list(stages))),
      pieces: kind === 'binary' ? 'bytes' : 'shown',
    };
  }

  mostKeys(): number {
    return 1_000;
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
    const asRead = [...(change.key ?? []), ...(change.before ?? [])];
    const target = fields(
      ...[...new Map(asRead)].map(
        ([path, cell]) => [path, fields(...stillIs(known(table, path), cell, change.seen?.get(path)))] as const,
      ),
    );
    if (change.op === 'delete') return { statement: statement(callOn(table, 'deleteOne', target)), returns: false };
    const isAbsent = (path: string): boolean => change.types?.get(path) === 'missing';
    const set = [...(change.values ?? [])]
      .filter(([path]) => !isAbsent(path))
      .map(([path, cell]) => {
        const [column, was] = [known(table, path), change.types?.get(path)];
        return [path, was === undefined ? inPlaceOf(column, cell, change.seen?.get(path)) : ofType(column, cell, was)] as const;
      });
    const absent = [...(change.values?.keys() ?? [])].filter(isAbsent);
    const unset = [...(change.defaults ?? []), ...absent].map((path) => [path, text('')] as const);
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
      if (members.some(([path]) => path === name))
        throw new BadValue(name, 'is given whole and by its parts: give one of the two');
      return [name, nested(members.map(([path, value]) => [path.slice(name.length + 1), value] as const))] as const;
    }),
  );
};

/** How documents of one collection are read and changed in MongoDB. */
export const mongodbExplorer: TableAccess = new MongoAccess();
