import { afterEach, describe, expect, it } from '@jest/globals';
import { type Bench, doAll, faultOf, rowsOf, tell } from '../bench.js';
import { isLack, type Language } from '../subject.js';
import { titles } from '../titles.js';
import { besideScratch, besideThreeRows } from './scratch.js';

/** What a run yields. */
export const running = (bench: Bench, language: Language): void => {
  describe('a run', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    it('yields columns, rows and an end', async () => {
      const session = await bench.connect();
      const kinds: string[] = [];
      for await (const event of session.run(language.one)) kinds.push(event.type);
      expect(kinds).toEqual(['columns', 'rows', 'end']);
      const { sets, end } = await tell(session, language.one);
      expect(sets).toMatchObject([{ columns: [{ name: 'one', kind: 'number' }], rows: [[1]] }]);
      expect(end).toMatchObject({ rowCount: 1, affectedRows: null, truncated: false });
    });

    it('yields the columns of an empty result', async () => {
      const { sets, end } = await tell(await bench.connect(), language.empty);
      expect(sets).toMatchObject([{ columns: [{ name: 'n' }], rows: [] }]);
      expect(end).toMatchObject({ rowCount: 0, truncated: false });
    });

    it.each([1, 4_999, 5_001, 30_000])('yields %i rows in order, each once', async (count) => {
      const session = await bench.connect();
      const { sets, end } = await tell(session, language.rows(count), { batchBytes: 4_096 });
      expect(sets[0]?.rows).toEqual(Array.from({ length: count }, (_, index) => [index + 1]));
      expect(end.rowCount).toBe(count);
    });

    it('hands rows over in batches that are not much longer than asked for', async () => {
      const session = await bench.connect();
      for await (const event of session.run(language.rows(20_000), { batchBytes: 1_000 })) {
        if (event.type === 'rows') expect(event.json.length).toBeLessThan(1_100);
      }
    });

    it.each([0, 1, 100, 6_000])('stops after %i rows where no more are wanted, and says so', async (maxRows) => {
      const session = await bench.connect();
      const { sets, end } = await tell(session, language.rows(20_000), { maxRows });
      expect(sets[0]?.rows).toHaveLength(maxRows);
      expect(end).toMatchObject({ rowCount: maxRows, truncated: true });
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it('calls nothing truncated where there are just as many rows as wanted', async () => {
      const { end } = await tell(await bench.connect(), language.rows(100), { maxRows: 100 });
      expect(end).toMatchObject({ rowCount: 100, truncated: false });
    });

    it('brings every row after a run that wanted few', async () => {
      const session = await bench.connect();
      await tell(session, language.rows(50), { maxRows: 5 });
      await expect(rowsOf(session, language.rows(50))).resolves.toHaveLength(50);
    });

    it('says how many rows a change has reached', async () => {
      const session = await besideScratch(bench, language);
      const { end } = await tell(session, language.scratch.insert);
      expect(end).toMatchObject({ rowCount: 0, affectedRows: 3, truncated: false });
      expect((await tell(session, language.scratch.update)).end.affectedRows).toBe(2);
      await expect(rowsOf(session, language.scratch.count)).resolves.toEqual([[3]]);
    });

    it('changes everything, however few rows are wanted', async () => {
      const session = await besideScratch(bench, language);
      const { end } = await tell(session, language.scratch.insert, { maxRows: 1 });
      expect(end.affectedRows).toBe(3);
      await expect(rowsOf(session, language.scratch.count)).resolves.toEqual([[3]]);
    });

    it('tells no number of rows where none were changed', async () => {
      const session = await besideThreeRows(bench, language);
      expect((await tell(session, language.scratch.drop)).end.affectedRows).toBeNull();
    });

    it('cuts a cell that is too long, and says so', async () => {
      const session = await bench.connect();
      const cut = await tell(session, language.cell(1_001), { maxCellBytes: 1_000 });
      expect(cut.sets).toMatchObject([{ rows: [[`${'x'.repeat(1_000)}…`]], cut: [[0, 0]] }]);
      const whole = await tell(session, language.cell(1_000), { maxCellBytes: 1_000 });
      expect(whole.sets).toMatchObject([{ rows: [['x'.repeat(1_000)]], cut: [] }]);
    });

    it('cuts a cell of 50 MB in the stream', async () => {
      const session = await bench.connect();
      const { sets, end } = await tell(session, language.cell(50_000_000));
      const cell = sets[0]?.rows[0]?.[0];
      expect(sets[0]?.cut).toEqual([[0, 0]]);
      expect(typeof cell === 'string' ? cell.length : 0).toBe(1024 * 1024 + 1);
      expect(end.rowCount).toBe(1);
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it(titles.parameters, async () => {
      const session = await bench.connect();
      const { echo } = language;
      if (isLack(echo)) {
        expect((await faultOf(tell(session, echo.ask))).kind).toBe('unsupported');
        return;
      }
      const text = `'; DROP TABLE scratch; -- \\ " 😀`;
      await expect(rowsOf(session, echo([text, 41, true, null]))).resolves.toEqual([[text, 41, language.echoedTrue, null]]);
      await expect(rowsOf(session, echo(['', -1, true, '']))).resolves.toEqual([['', -1, language.echoedTrue, '']]);
    });

    it('refuses a number of parameters that is not the one of the statement', async () => {
      const session = await bench.connect();
      if (isLack(language.echo)) return;
      await faultOf(tell(session, language.echo(['one', 1])));
      await expect(rowsOf(session, language.one)).resolves.toEqual([[1]]);
    });

    it(titles.resultSets, async () => {
      const session = await bench.connect();
      const { twoResults } = language;
      if (isLack(twoResults)) {
        expect((await faultOf(tell(session, twoResults.ask))).kind).toBe('unsupported');
        return;
      }
      await doAll(session, twoResults.before);
      const { sets, end } = await tell(session, twoResults.statement);
      expect(sets.map(({ rows }) => rows)).toEqual([[[1]], [[2]]]);
      expect(end.rowCount).toBe(2);
    });

    it('passes on what the server remarks', async () => {
      const session = await bench.connect();
      const { notice } = language;
      if (isLack(notice)) {
        expect((await faultOf(tell(session, notice.ask))).kind).toBe('unsupported');
        return;
      }
      const { notices } = await tell(session, notice.statement);
      expect(notices).toEqual([{ type: 'notice', severity: notice.severity, message: expect.stringMatching(notice.message) }]);
    });

    it('takes a statement that is none', async () => {
      if (language.nothing === undefined) return;
      const session = await bench.connect();
      const { sets, end } = await tell(session, language.nothing);
      expect(sets).toEqual([]);
      expect(end).toMatchObject({ rowCount: 0, affectedRows: null });
    });
  });
};
