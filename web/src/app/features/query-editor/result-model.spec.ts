import type { QueryLine, ResultColumn } from '@orrery/contracts';
import { describe, expect, it } from '@jest/globals';
import { countText, defaultMaxCells, RunResult, type RunLimits } from './result-model';

const columns: ResultColumn[] = [
  { name: 'id', dataType: 'int8', kind: 'number' },
  { name: 'id', dataType: 'text', kind: 'string' },
];
const start: QueryLine = { type: 'start', queryId: '0198c0de-0000-7000-8000-000000000000', statements: 1 };
const rows = (statement: number, count: number): QueryLine => ({
  type: 'rows',
  statement,
  rows: Array.from({ length: count }, (_, at) => [at, `row ${at.toString()}`]),
});
const end = (statement: number, more: Partial<Extract<QueryLine, { type: 'end' }>> = {}): QueryLine => ({
  type: 'end',
  statement,
  command: 'SELECT',
  rowCount: 3,
  affectedRows: null,
  truncated: false,
  executionTime: 12,
  ...more,
});
const done = (status: 'success' | 'error' | 'cancelled'): QueryLine => ({ type: 'done', status, executionTime: 31 });

function aRun(lines: readonly QueryLine[], limits: Partial<RunLimits> = {}): RunResult {
  const run = new RunResult({ maxRows: undefined, maxCells: defaultMaxCells, ...limits });
  for (const line of lines) run.take(line);
  return run;
}
const counts = (run: RunResult) => run.sets.map(countText);

describe('RunResult', () => {
  it('shows rows before the statement has ended', () => {
    const run = aRun([start, { type: 'columns', statement: 0, columns }, rows(0, 3)]);
    expect(counts(run)).toEqual(['3 rows so far']);
    expect(run.isOver).toBe(false);
  });

  it('keeps a result set for each statement, and doubled column names', () => {
    const run = aRun([
      start,
      { type: 'columns', statement: 0, columns },
      rows(0, 1),
      end(0),
      { type: 'columns', statement: 1, columns },
      rows(1, 2),
      end(1),
      done('success'),
    ]);
    expect(counts(run)).toEqual(['1 row', '2 rows']);
    expect(run.sets[0]?.columns.map(({ name }) => name)).toEqual(['id', 'id']);
    expect(run.state).toBe('success');
  });

  it('knows which cells were sent cut, whichever batch they came in', () => {
    const cut: QueryLine = {
      type: 'rows',
      statement: 0,
      rows: [
        [1, 'a'],
        [2, 'b…'],
      ],
      cut: [[1, 1]],
    };
    const [set] = aRun([start, { type: 'columns', statement: 0, columns }, rows(0, 3), cut]).sets;
    expect(set?.rows.map((row) => set.cut.get(row) ?? [])).toEqual([[], [], [], [], [1]]);
  });

  it('keeps several result sets of one statement, as a procedure brings them', () => {
    const open: QueryLine = { type: 'columns', statement: 0, columns };
    const run = aRun([start, open, rows(0, 1), open, rows(0, 2), end(0), done('success')]);
    expect(counts(run)).toEqual(['1 row', '2 rows']);
  });

  it('says where the server cut', () => {
    const open: QueryLine = { type: 'columns', statement: 0, columns };
    expect(counts(aRun([start, open, rows(0, 1_000), end(0, { truncated: true }), done('success')]))).toEqual([
      '1,000 rows, cut at 1,000',
    ]);
  });

  it('keeps the rows so far when it is cancelled, fails or is lost', () => {
    const begun: QueryLine[] = [start, { type: 'columns', statement: 0, columns }, rows(0, 2)];
    const lost = aRun(begun);
    lost.lose();
    expect(counts(lost)).toEqual(['2 rows, then the connection was lost']);
    expect(counts(aRun([...begun, done('cancelled')]))).toEqual(['2 rows, then stopped']);
    const failed = aRun([
      ...begun,
      { type: 'error', statement: 0, error: { code: 'query_error', message: 'boom' } },
      done('error'),
    ]);
    expect(counts(failed)).toEqual(['2 rows, then an error']);
    expect(failed.errors.map(({ text }) => text)).toEqual(['boom']);
  });

  it('takes being cancelled for no error', () => {
    const error = { code: 'query_cancelled', message: 'canceling statement due to user request' };
    const run = aRun([
      start,
      { type: 'columns', statement: 0, columns },
      rows(0, 2),
      { type: 'error', statement: 0, error },
      done('cancelled'),
    ]);
    expect(counts(run)).toEqual(['2 rows, then stopped']);
    expect(run.errors).toEqual([]);
  });

  it('never holds more rows than were asked for', () => {
    const run = aRun([start, { type: 'columns', statement: 0, columns }, rows(0, 8), rows(0, 8)], { maxRows: 10 });
    expect(run.sets[0]?.rows).toHaveLength(10);
    expect(run.rowCount).toBe(10);
  });

  it('stops at what a tab can hold, and says so', () => {
    const run = aRun([start, { type: 'columns', statement: 0, columns }, rows(0, 8)], { maxCells: 10 });
    expect(run.isFull).toBe(true);
    run.stop();
    expect(counts(run)).toEqual(['5 rows, stopped there: the most one tab holds']);
  });

  it('does not take what comes after the last line', () => {
    const run = aRun([start, done('success'), { type: 'columns', statement: 0, columns }]);
    expect(run.sets).toEqual([]);
  });

  it('tells what a statement without rows did', () => {
    const run = aRun([
      start,
      end(0, { command: 'UPDATE', rowCount: 0, affectedRows: 1 }),
      end(1, { command: 'CREATE TABLE', rowCount: 0 }),
      { type: 'notice', statement: 2, message: 'careful', severity: 'WARNING' },
      done('success'),
    ]);
    expect(run.messages.map(({ look, text }) => `${look}: ${text}`)).toEqual([
      'summary: UPDATE: 1 row affected',
      'summary: CREATE TABLE: done',
      'warning: careful',
    ]);
  });
});
