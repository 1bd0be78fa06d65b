import type { Containment, ContainmentPair } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import { DriverFault, type MeasureOptions, rowsPerValue, rowsRead } from '../driver.js';
import { literal } from './catalog-queries.js';
import type { MysqlSession } from './session.js';

/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;

const name = (part: string): string => quoteIdentifier('mysql', part);
const table = (of: ContainmentPair['from']): string => `${name(of.schema)}.${name(of.name)}`;

/** Looks up samples of one column's distinct values in another, each pair a read-only statement with a time of its own. */
export async function* measureContainment(
  session: MysqlSession,
  pairs: readonly ContainmentPair[],
  { sample, budgetMs, signal }: MeasureOptions,
): AsyncGenerator<Containment, void, undefined> {
  const until = performance.now() + budgetMs;
  for (const [index, pair] of pairs.entries()) {
    signal?.throwIfAborted();
    const left = Math.min(pairMs, until - performance.now());
    yield left <= 0
      ? { index, sampled: 0, found: 0, skipped: 'There was no time left.' }
      : await measureOne(session, pair, index, sample, left);
  }
}

const measureOne = async (
  session: MysqlSession,
  pair: ContainmentPair,
  index: number,
  sample: number,
  ms: number,
): Promise<Containment> => {
  // Asked from outside the statement, so that it holds for MySQL and MariaDB of any version.
  let stopping: Promise<void> | undefined;
  const timer = setTimeout(() => {
    stopping = session.cancel();
  }, ms);
  try {
    const rows = await answerTo(session, pair, sample);
    const [sampled, found] = rows[0] ?? [];
    return pair.to
      ? { index, sampled: Number(sampled), found: Number(found) }
      : { index, sampled: rows.length, found: 0, values: rows.map(([value]) => String(value)) };
  } catch (error) {
    if (!(error instanceof DriverFault) || !session.alive) throw error;
    return { index, sampled: 0, found: 0, skipped: error.message };
  } finally {
    clearTimeout(timer);
    if (stopping !== undefined) {
      await stopping;
      await session.absorbKill();
    }
  }
};

/** Illegal mix of collations: texts that are compared in two ways, as after an upgrade that brought a new default. */
const mixedCollations = '1267';

/** Asks; where the two columns have different collations, once more in the target's, whose index is the one that is probed. */
const answerTo = async (session: MysqlSession, pair: ContainmentPair, sample: number): Promise<(string | null)[][]> => {
  const { to } = pair;
  try {
    return await session.ask(questionOf(pair, sample));
  } catch (error) {
    if (!to || !(error instanceof DriverFault) || error.native.nativeCode !== mixedCollations) throw error;
    const collations = await session.ask(
      `SELECT COLUMN_NAME, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = ${literal(to.schema)} AND TABLE_NAME = ${literal(to.name)} AND COLLATION_NAME IS NOT NULL`,
    );
    const casts = new Map(
      collations.map(([column, set, collation]) => [
        column,
        (value: string) => `CONVERT(${value} USING ${set ?? ''}) COLLATE ${collation ?? ''}`,
      ]),
    );
    return session.ask(questionOf(pair, sample, (column, value) => casts.get(column)?.(value) ?? value));
  }
};

/** Distinct values among the first rows: so many and no more are read, also where nearly all of them hold nothing. */
const sampleOf = ({ from, where }: ContainmentPair, sample: number): string => {
  const columns = from.columns.map((column, place) => `${name(column)} AS v${String(place)}`).join(', ');
  const values = from.columns.map((_, place) => `v${String(place)}`).join(', ');
  const given = from.columns.map((_, place) => `v${String(place)} IS NOT NULL`);
  const wanted = where ? [`w IN (${where.values.map((value) => quoteLiteral('mysql', value)).join(', ')})`] : [];
  const condition = where ? `, ${name(where.column)} AS w` : '';
  return `SELECT DISTINCT * FROM (
      SELECT ${values} FROM (SELECT ${columns}${condition} FROM ${table(from)} LIMIT ${String(rowsRead)}) f
      WHERE ${[...given, ...wanted].join(' AND ')} LIMIT ${String(sample * rowsPerValue)}
    ) r LIMIT ${String(sample)}`;
};

const questionOf = (
  pair: ContainmentPair,
  sample: number,
  cast: (column: string, value: string) => string = (_, value) => value,
): string => {
  const { to } = pair;
  if (!to) return `SELECT CAST(v0 AS CHAR) FROM (${sampleOf(pair, sample)}) s`;
  const match = to.columns.map((column, place) => `t.${name(column)} = ${cast(column, `s.v${String(place)}`)}`).join(' AND ');
  return `SELECT COUNT(*), COALESCE(SUM(EXISTS (SELECT 1 FROM ${table(to)} t WHERE ${match})), 0) FROM (${sampleOf(pair, sample)}
  ) s`;
};
