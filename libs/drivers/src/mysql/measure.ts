import type { Containment, ContainmentPair } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';
import { DriverFault, type MeasureOptions } from '../driver.js';
import type { MysqlSession } from './session.js';

/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;
/** Rows looked at for each distinct value wanted. */
const rowsPerValue = 20;

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
    const [sampled, found] = (await session.ask(countOf(pair, sample)))[0] ?? [];
    return { index, sampled: Number(sampled), found: Number(found) };
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

const countOf = ({ from, to }: ContainmentPair, sample: number): string => {
  const columns = from.columns.map((column, place) => `${name(column)} AS v${String(place)}`).join(', ');
  const given = from.columns.map((column) => `${name(column)} IS NOT NULL`).join(' AND ');
  const match = to.columns.map((column, place) => `t.${name(column)} = s.v${String(place)}`).join(' AND ');
  return `SELECT COUNT(*), COALESCE(SUM(EXISTS (SELECT 1 FROM ${table(to)} t WHERE ${match})), 0) FROM (
    SELECT DISTINCT * FROM (SELECT ${columns} FROM ${table(from)} WHERE ${given} LIMIT ${String(sample * rowsPerValue)}) r LIMIT ${String(sample)}
  ) s`;
};
