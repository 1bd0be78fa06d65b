import type { Containment, ContainmentPair } from '@orrery/contracts';
import { quoteIdentifier } from '@orrery/dialects';
import type { MeasureOptions } from '../driver.js';
import type { PostgresSession } from './session.js';

/** Pairs asked in one round trip. */
const batchSize = 16;
/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;
/** Rows looked at for each distinct value wanted. */
const rowsPerValue = 20;

const name = (part: string): string => quoteIdentifier('postgres', part);
const table = (of: ContainmentPair['from']): string => `${name(of.schema)}.${name(of.name)}`;

/** Looks up samples of one column's distinct values in another. Each pair is a read-only transaction of its own. */
export async function* measureContainment(
  session: PostgresSession,
  pairs: readonly ContainmentPair[],
  { sample, budgetMs, signal }: MeasureOptions,
): AsyncGenerator<Containment, void, undefined> {
  const until = performance.now() + budgetMs;
  const stop = (): void => void session.cancel();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < pairs.length; at += batchSize) {
      signal?.throwIfAborted();
      const batch = pairs.slice(at, at + batchSize);
      const left = until - performance.now();
      if (left <= 0) {
        for (let index = at; index < pairs.length; index += 1)
          yield { index, sampled: 0, found: 0, skipped: 'There was no time left.' };
        return;
      }
      const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout TO ${String(Math.ceil(Math.min(pairMs, left)))}; SET LOCAL lock_timeout TO 100`;
      const answers = await session.pipeline(batch.flatMap((pair) => [begin, countOf(pair, sample), 'COMMIT']));
      for (const [place] of batch.entries()) {
        const answer = answers[place * 3 + 1];
        const [sampled, found] = answer?.rows[0] ?? [];
        yield answer?.fault
          ? { index: at + place, sampled: 0, found: 0, skipped: answer.fault.message }
          : { index: at + place, sampled: Number(sampled), found: Number(found) };
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

const countOf = ({ from, to }: ContainmentPair, sample: number): string => {
  const columns = from.columns.map((column, place) => `${name(column)} AS v${String(place)}`).join(', ');
  const given = from.columns.map((column) => `${name(column)} IS NOT NULL`).join(' AND ');
  const match = to.columns.map((column, place) => `t.${name(column)} = s.v${String(place)}`).join(' AND ');
  return `SELECT count(*), count(m.hit) FROM (
    SELECT DISTINCT * FROM (SELECT ${columns} FROM ${table(from)} WHERE ${given} LIMIT ${String(sample * rowsPerValue)}) r LIMIT ${String(sample)}
  ) s LEFT JOIN LATERAL (SELECT 1 AS hit FROM ${table(to)} t WHERE ${match} LIMIT 1) m ON true`;
};
