import { describe, expect, it } from '@jest/globals';
import { type ExplorerColumn, Fault, type ImportLine } from '@orrery/contracts';
import { guessMapping, readRows } from './column-mapping';
import { type ImportBatch, ImportRun, type ImportWay } from './import-run';
import { readSource } from './import-source';

const aColumn = (name: string, more: Partial<ExplorerColumn> = {}): ExplorerColumn => ({
  name,
  dataType: 'text',
  kind: 'string',
  nullable: true,
  default: null,
  isKey: false,
  generated: null,
  writable: true,
  ...more,
});
const columns = [aColumn('first_name', { nullable: false }), aColumn('total', { kind: 'number' })];
const rowsOf = (text: string) => {
  const source = readSource(text, 'a.csv', { header: true });
  return [...readRows(source, columns, { mapping: guessMapping(source.names, columns), nullText: 'NULL' })];
};

const many = (count: number) =>
  `first_name,total\n${Array.from({ length: count }, (_, n) => `row ${String(n)},${String(n)}`).join('\n')}\n`;

/** A server that takes rows in one transaction, and refuses some of them by their numbers. */
class FakeServer implements ImportWay {
  readonly batches: ImportBatch[] = [];
  readonly #lines: ImportLine[] = [];
  #wake: () => void = () => undefined;
  #dryRun = false;
  left = false;
  busy = 0;

  constructor(private readonly refuses: readonly number[] = []) {}

  async *open(dryRun: boolean, signal: AbortSignal): AsyncGenerator<ImportLine, void, undefined> {
    this.#dryRun = dryRun;
    signal.addEventListener('abort', () => {
      this.left = true;
      this.#wake();
    });
    yield { type: 'ready', importId: 'i', transactional: true };
    for (;;) {
      signal.throwIfAborted();
      const line = this.#lines.shift();
      if (line) yield line;
      if (line?.type === 'done') return;
      if (!line) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  send(batch: ImportBatch): Promise<{ accepted: boolean }> {
    if (this.busy-- > 0) return Promise.resolve({ accepted: false });
    this.batches.push(batch);
    const refused = batch.rows.flatMap((row, at) => (row && this.refuses.includes(batch.first + at) ? [batch.first + at] : []));
    for (const row of refused)
      this.#lines.push({ type: 'error', error: { code: 'change_refused', message: 'Duplicate.', row, column: 'total' } });
    const rows = this.batches.flatMap((each) => each.rows).filter((row) => row !== null).length - refused.length;
    const end = { changeSetId: null, undoable: false, undoNotes: ['Too many.'], executionTime: 1 };
    if (refused.length > 0 && !this.#dryRun) this.#lines.push({ type: 'done', status: 'error', rows: 0, ...end });
    else if (batch.last) this.#lines.push({ type: 'done', status: 'success', rows, ...end });
    else this.#lines.push({ type: 'progress', rows });
    this.#wake();
    return Promise.resolve({ accepted: true });
  }
}

describe('an import', () => {
  it('goes in batches of one transaction and tells how far it is', async () => {
    const server = new FakeServer();
    server.busy = 2;
    const run = new ImportRun(server);
    await run.run(rowsOf(many(2_500)), false);
    expect(server.batches.map(({ sequence, first, rows, last }) => [sequence, first, rows.length, last])).toEqual([
      [0, 1, 1_000, false],
      [1, 1_001, 1_000, false],
      [2, 2_001, 500, true],
    ]);
    expect(run.progress()).toMatchObject({ state: 'done', taken: 2_500, read: 2_500, faults: [], undoNote: 'Too many.' });
  });
  it('ends at the row that the database refuses, and nothing is in', async () => {
    const run = new ImportRun(new FakeServer([2_008]));
    await run.run(rowsOf(many(4_500)), false);
    expect(run.progress()).toMatchObject({
      state: 'failed',
      taken: 0,
      fault: 'Row 2,008 is refused.',
      faults: [{ row: 2_008, column: 'total', message: 'Duplicate.' }],
    });
  });
  it('is given up at a row that does not fit', async () => {
    const server = new FakeServer();
    const run = new ImportRun(server);
    await run.run(rowsOf('first_name,total\nAda,1\nBea,many\n'), false);
    expect(server.left).toBe(true);
    expect(server.batches).toEqual([]);
    expect(run.progress()).toMatchObject({ state: 'failed', fault: 'Row 2 can’t be imported as it is.' });
  });
  it('is tried first: all that does not fit is told, here or there, by its number in the file', async () => {
    const server = new FakeServer([4]);
    const run = new ImportRun(server);
    await run.run(rowsOf('first_name,total\nAda,1\nBea,many\nCleo,2\nDora,3\n'), true);
    expect(server.batches[0]?.rows.map((row) => row === null)).toEqual([false, true, false, false]);
    expect(run.progress()).toMatchObject({ state: 'done', dryRun: true, taken: 2, faults: [{ row: 2 }, { row: 4 }] });
  });
  it('is looked at here where the database has no transaction to try it in', async () => {
    const run = new ImportRun({
      open: () => {
        throw new Fault('query_unsupported', 'No transaction.');
      },
      send: () => Promise.resolve({ accepted: true }),
    });
    await run.run(rowsOf('first_name,total\nAda,1\nBea,many\n'), true);
    expect(run.progress()).toMatchObject({ state: 'done', onlyHere: true, taken: 1, faults: [{ row: 2 }] });
  });
  it('leaves nothing where it is stopped', async () => {
    const server = new FakeServer();
    server.busy = Infinity;
    const run = new ImportRun(server);
    const running = run.run(rowsOf(many(10)), false);
    await Promise.resolve();
    run.stop();
    await running;
    expect(run.progress()).toMatchObject({ state: 'stopped', taken: 0 });
  });
});
