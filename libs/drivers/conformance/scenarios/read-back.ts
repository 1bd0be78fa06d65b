import { afterEach, describe, expect, it } from '@jest/globals';
import { parseExact } from '@orrery/contracts';
import { type CellValue, insertText } from '@orrery/dialects';
import { type Session, statementOf } from '../../src/index.js';
import { type Bench, doAll, tell } from '../bench.js';
import { type Golden, type Kept, type Language, notRun } from '../subject.js';

/** What is exported as statements, or copied as them, makes the same rows again. */
export const readBack = (bench: Bench, { values, kept }: Language): void => {
  describe('values that are written as statements', () => {
    afterEach(() => {
      bench.dropSessions();
    });

    if (kept === undefined) {
      announce('what is written as statements, to be read back: nothing here executes them');
      return;
    }
    const storable: Golden[] = [];
    for (const golden of values) {
      const like = golden.unstorable === undefined ? kept.like(golden) : undefined;
      if (typeof like === 'string') announce(`${golden.name}, written to be read back: ${like.replace('NOT RUN: ', '')}`);
      else if (like !== undefined) storable.push(golden);
    }
    const types = Map.groupBy(storable, columnOf);

    it.each(storable)('$name is read back', (golden) => reads(bench, kept, [golden]));

    // Beside others of its type a value is still what it is.
    const several = [...types].filter(([, goldens]) => goldens.length > 1).map(([type, goldens]) => ({ type, goldens }));
    it.each(several)('all values of $type are read back from one statement', ({ goldens }) => reads(bench, kept, goldens));
  });
};

/** The column that holds a value, and what is set in the session that shows it. */
const columnOf = ({ keptAs, dataType, before = [] }: Golden): string =>
  [keptAs ?? dataType, ...before.map(({ text }) => text).filter((text) => /^SET (?!sql_mode)/.test(text))].join('; ');

const reads = async (bench: Bench, kept: Kept, goldens: readonly Golden[]): Promise<void> => {
  const [first] = goldens;
  const like = first && kept.like(first);
  if (first === undefined || like === undefined || typeof like === 'string') throw new Error('There is nothing to read back.');
  const session = await bench.connect();
  await doAll(session, [...(first.before ?? []), ...like]);
  await doAll(session, [statementOf(session.kind, written(session, goldens, first))]);
  const { sets } = await tell(session, kept.read);
  const [set] = sets;
  expect(set?.columns).toMatchObject([{ dataType: first.dataType, kind: first.kind }]);
  // Spaces between the words of a document, and a key that stands in it twice, are nothing that its value has.
  expect(sorted(exact(`[${set?.json ?? ''}]`))).toEqual(sorted(exact(`[${goldens.map(({ json }) => `[${json}]`).join(',')}]`)));
};

const written = ({ kind }: Session, goldens: readonly Golden[], { kind: valueKind, dataType }: Golden): string =>
  insertText(
    kind,
    ['kept'],
    ['v'],
    goldens.map(({ json }) => [parseExact(json) as CellValue]),
    [{ kind: valueKind, dataType }],
  );

const exact = (json: string): string[] => (parseExact(json) as unknown[]).map((row) => JSON.stringify(row));
const sorted = (rows: readonly string[]): string[] => [...rows].sort((a, b) => (a < b ? -1 : 1));

/** Prints what is not read back, and lets it stand in the list of tests as skipped. */
const announce = (what: string): void => {
  const text = notRun(what);
  process.stderr.write(`${text}\n`);
  it.skip(text, () => undefined);
};
