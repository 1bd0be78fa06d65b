import type {
  explorerCount,
  explorerDistinct,
  ExplorerColumn,
  explorerRows,
  RequestOf,
  ResultColumn,
  SortKey,
} from '@orrery/contracts';
import { Fault } from '@orrery/contracts';
import {
  type Answer,
  ask,
  type CellPlace,
  columnOf,
  type ExplorerTable,
  firstCell,
  parsedCell,
  rawObject,
  type RawRow,
  type RowsOf,
  type Session,
  withPaths,
} from '@orrery/drivers';
import { Injectable } from '@nestjs/common';
import { cursorText, type PageCursor, readCursor } from './cursor.js';
import { faultOfRead } from './faults.js';
import { editabilityOf, type OpenedTable, Tables } from './tables.js';

type RowsAsk = RequestOf<typeof explorerRows>;

/** Bytes of one cell that are sent; what is longer is cut and marked. Where a page grows too large, cells are cut shorter. */
const cellBytes = [256 * 1024, 2 * 1024] as const;
const pageBytes = 16 * 1024 * 1024;

/** More rows than any table has, and a number that every kind takes for a limit. */
const everyRow = 2_147_483_647;

/** The order that was asked for, made unique by the table's key. */
export const wholeSort = (table: ExplorerTable, asked: readonly SortKey[]): SortKey[] => {
  const direction = asked.at(-1)?.direction ?? 'asc';
  const named = new Set(asked.map(({ column }) => column));
  return [...asked, ...(table.keys[0] ?? []).filter((column) => !named.has(column)).map((column) => ({ column, direction }))];
};

const rowsOf = ({ filter, search }: Pick<RowsAsk, 'filter' | 'search'>): RowsOf => ({
  ...(filter ? { filter } : {}),
  ...(search === null || search === undefined || search === '' ? {} : { search }),
});

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Reads pages of tables. Answers are JSON text, made of the cells as the driver encoded them. */
@Injectable()
export class RowsService {
  constructor(private readonly tables: Tables) {}

  async rows(asked: RowsAsk, signal: AbortSignal): Promise<string> {
    return this.read(asked, signal, async (opened, session, stop) => {
      const started = performance.now();
      const page = await readPage(opened, session, asked, stop);
      const total = await this.total(opened, session, asked, page, stop);
      return `{"columns":${JSON.stringify(page.columns)},"rows":[${page.rows.map((row) => `[${row.join(',')}]`).join(',')}],"rowKeys":[${page.keys.join(',')}],${JSON.stringify(
        {
          ...total,
          pagination: page.pagination,
          sort: page.sort,
          ...(page.matches ? { matches: page.matches } : {}),
          cutCells: page.cutCells,
          editability: editabilityOf(opened),
          text: page.text,
          wholeText: page.wholeText,
          server: opened.server,
          executionTime: round(performance.now() - started),
        },
      ).slice(1)}`;
    });
  }

  async count(asked: RequestOf<typeof explorerCount>, signal: AbortSignal): Promise<string> {
    return this.read(asked, signal, async (opened, session, stop) => {
      const started = performance.now();
      const total = await countOf(opened, session, rowsOf(asked), stop);
      return JSON.stringify({ total, server: opened.server, executionTime: round(performance.now() - started) });
    });
  }

  async distinct(asked: RequestOf<typeof explorerDistinct>, signal: AbortSignal): Promise<string> {
    return this.read(asked, signal, async ({ access, table, server }, session, stop) => {
      const started = performance.now();
      const statement = access.distinct(table, asked.column, {
        ...rowsOf({ filter: asked.filter, search: null }),
        ...(asked.search ? { holding: asked.search } : {}),
        limit: asked.limit + 1,
      });
      const { rows } = await ask(session, statement, {
        signal: stop,
        readOnly: true,
        bounded: true,
        maxCellBytes: cellBytes[1],
      });
      const values = rows
        .slice(0, asked.limit)
        .map(([value, count]) => `{"value":${value ?? 'null'},"count":${String(Number(parsedCell(count ?? '0')))}}`);
      const rest = { hasMore: rows.length > asked.limit, server, executionTime: round(performance.now() - started) };
      return `{"values":[${values.join(',')}],${JSON.stringify(rest).slice(1)}`;
    });
  }

  private async total(
    opened: OpenedTable,
    session: Session,
    asked: RowsAsk,
    page: Page,
    signal: AbortSignal,
  ): Promise<{ total?: number; totalIsEstimate?: boolean }> {
    if (asked.count === 'none') return {};
    const rows = rowsOf(asked);
    // The last page says it all, where pages are counted from the front.
    if (!page.pagination.hasMore && page.offset !== undefined && (page.rows.length > 0 || page.offset === 0))
      return { total: page.offset + page.rows.length, totalIsEstimate: false };
    if (asked.count === 'exact') return { total: await countOf(opened, session, rows, signal), totalIsEstimate: false };
    const guess = await estimateOf(opened, session, rows, signal);
    // An estimate is never less than what has been seen.
    const seen = (page.offset ?? 0) + page.rows.length;
    return guess === undefined ? {} : { total: Math.max(guess, seen), totalIsEstimate: true };
  }

  private async read<T>(
    asked: { readonly id: string; readonly table: string },
    signal: AbortSignal,
    work: (opened: OpenedTable, session: Session, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.tables.read(asked.id, asked.table, signal, work);
    } catch (error) {
      throw faultOfRead(error);
    }
  }
}

interface Page {
  readonly columns: readonly ExplorerColumn[];
  readonly rows: readonly RawRow[];
  readonly keys: readonly string[];
  readonly matches?: readonly string[][];
  readonly cutCells: readonly CellPlace[];
  readonly pagination: {
    readonly page: number;
    readonly limit: number;
    readonly hasMore: boolean;
    readonly method: 'keyset' | 'offset';
    readonly next: string | null;
    readonly previous: string | null;
  };
  readonly sort: readonly SortKey[];
  readonly text: string;
  readonly wholeText: string;
  /** Rows before the first one; undefined where pages were found by values. */
  readonly offset: number | undefined;
}

async function readPage(opened: OpenedTable, session: Session, asked: RowsAsk, signal: AbortSignal): Promise<Page> {
  const { access } = opened;
  const table = withPaths(opened.table, asked.also ?? []);
  const sort = wholeSort(table, asked.sort ?? []);
  const keyset = sort.length > 0 && access.canKeyset(table, sort);
  const { limit } = asked.pagination;
  const cursor = asked.pagination.cursor ? readCursor(asked.pagination.cursor, sort) : undefined;
  if (cursor && !keyset) readCursor('', sort);
  const page = cursor?.page ?? asked.pagination.page;
  const shown = asked.columns ?? table.columns.map((column) => column.name);
  const key = table.keys[0] ?? [];
  // What the answer needs and nobody asked to see rides at the end of each row.
  const hidden = [...new Set([...key, ...(keyset ? sort.map(({ column }) => column) : [])])].filter(
    (column) => !shown.includes(column),
  );
  const all = [...shown, ...hidden];
  const offset = cursor ? 0 : (page - 1) * limit;
  const pageAsk = {
    ...rowsOf(asked),
    sort,
    limit: limit + 1,
    offset,
    columns: all,
    ...(cursor ? { boundary: cursor.boundary } : {}),
  };
  const { statement, searched } = access.page(table, pageAsk);
  const answer = await bounded((maxCellBytes) =>
    ask(session, statement, { signal, readOnly: true, bounded: true, maxCellBytes }),
  );

  const beyond = answer.rows.length > limit;
  const inOrder = answer.rows.slice(0, limit);
  if (cursor?.boundary.direction === 'previous') inOrder.reverse();
  const at = (column: string): number => all.indexOf(column);
  const valuesOf = (row: RawRow): RawRow => sort.map(({ column }) => row[at(column)] ?? 'null');
  const back = cursor?.boundary.direction === 'previous';
  const [hasNext, hasPrevious] = back ? [true, beyond] : [beyond, page > 1 || cursor !== undefined];
  const cursorAt = (row: RawRow | undefined, direction: PageCursor['boundary']['direction'], to: number): string | null =>
    row && keyset ? cursorText({ boundary: { direction, values: valuesOf(row) }, page: Math.max(1, to) }, sort) : null;
  return {
    columns: shown.map((column, index) => describeColumn(table, column, answer.columns[index])),
    rows: inOrder.map((row) => row.slice(0, shown.length)),
    keys: inOrder.map((row) =>
      key.length === 0
        ? 'null'
        : rawObject(
            key,
            key.map((column) => row[at(column)] ?? 'null'),
          ),
    ),
    ...(asked.search
      ? { matches: inOrder.map((row) => searched.filter((_, index) => Number(parsedCell(row[all.length + index] ?? '0')) === 1)) }
      : {}),
    cutCells: answer.cut.flatMap(([row, column]) =>
      row < inOrder.length && column < shown.length ? [[back ? inOrder.length - 1 - row : row, column] as const] : [],
    ),
    pagination: {
      page,
      limit,
      hasMore: hasNext,
      method: keyset ? 'keyset' : 'offset',
      next: hasNext ? cursorAt(inOrder.at(-1), 'next', page + 1) : null,
      previous: hasPrevious ? cursorAt(inOrder[0], 'previous', page - 1) : null,
    },
    sort,
    text: access.pageText(table, { ...pageAsk, limit, columns: shown }),
    wholeText: access.pageText(table, { ...rowsOf(asked), sort, limit: everyRow, offset: 0, columns: shown }),
    offset: cursor ? undefined : offset,
  };
}

/** Reads with cells as long as may be, and with shorter ones where the page would be too large. */
async function bounded(read: (maxCellBytes: number) => Promise<Answer>): Promise<Answer> {
  for (const maxCellBytes of cellBytes) {
    const answer = await read(maxCellBytes);
    const size = answer.rows.reduce((sum, row) => row.reduce((length, cell) => length + cell.length + 1, sum), 0);
    if (size <= pageBytes) return answer;
  }
  throw new Fault('result_too_large', 'This page is larger than is sent at once. Ask for fewer rows or fewer columns.');
}

/** A column as the result has it, with what the table says of it. */
export function describeColumn(table: ExplorerTable, name: string, result: ResultColumn | undefined): ExplorerColumn {
  const column = columnOf(table, name);
  // A page without values tells no types of its own, where a kind's types are those of its values.
  const told = result?.dataType === 'null' ? undefined : result;
  // A result of PostgreSQL may know a type by its number only; the catalog has its name.
  const typeTold = told && !/^oid \d+$/.test(told.dataType) ? told.dataType : undefined;
  return {
    name,
    dataType: typeTold ?? column?.dataType ?? told?.dataType ?? '',
    kind: told?.kind ?? column?.kind ?? 'other',
    nullable: column?.nullable ?? true,
    default: column?.default ?? null,
    isKey: table.keys[0]?.includes(name) ?? false,
    generated: column?.generated ?? null,
    ...(column?.enumValues ? { enumValues: [...column.enumValues] } : {}),
    ...(column?.maxLength === undefined ? {} : { maxLength: column.maxLength }),
    ...referenceOf(table, name),
    writable:
      !table.locked &&
      column?.generated !== 'stored' &&
      column?.generated !== 'virtual' &&
      column?.generated !== 'identity-always',
  };
}

/** What a column refers to. One that is in several keys speaks of that with the fewest columns: the others begin with what it shares. */
function referenceOf(table: ExplorerTable, name: string): Pick<ExplorerColumn, 'references'> {
  const [parent] = table.foreignKeys
    .filter(({ columns }) => columns.includes(name))
    .toSorted((a, b) => a.columns.length - b.columns.length);
  if (!parent) return {};
  const pairs = parent.columns.map((column, at) => ({ column, refColumn: parent.refColumns[at] ?? '' }));
  const others = pairs.filter(({ column }) => column !== name);
  const own = pairs.find(({ column }) => column === name);
  return { references: { table: parent.table, column: own?.refColumn ?? '', ...(others.length > 0 ? { others } : {}) } };
}

async function countOf({ access, table }: OpenedTable, session: Session, rows: RowsOf, signal: AbortSignal): Promise<number> {
  const answer = await ask(session, access.count(table, rows), { signal, readOnly: true, bounded: true });
  return Number(firstCell(answer.rows));
}

async function estimateOf(
  { access, table }: OpenedTable,
  session: Session,
  rows: RowsOf,
  signal: AbortSignal,
): Promise<number | undefined> {
  const narrowed = rows.filter !== undefined || rows.search !== undefined;
  if (!narrowed && table.rowEstimate !== null) return table.rowEstimate;
  const statement = access.estimate(table, rows);
  if (!statement) return narrowed ? undefined : (table.rowEstimate ?? undefined);
  return access.estimateIn((await ask(session, statement, { signal, readOnly: true, bounded: true })).rows);
}
