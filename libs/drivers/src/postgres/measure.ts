import type { Containment, ContainmentPair } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import { type MeasureOptions, rowsPerValue, rowsRead } from '../driver.js';
import type { PostgresSession } from './session.js';

/** Pairs asked in one round trip. */
const batchSize = 16;
/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;

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
      const answers = await session.pipeline(batch.flatMap((pair) => [begin, questionOf(pair, sample), 'COMMIT']));
      for (const [place, { to }] of batch.entries()) {
        const answer = answers[place * 3 + 1];
        const rows = answer?.rows ?? [];
        const index = at + place;
        if (answer?.fault) yield { index, sampled: 0, found: 0, skipped: answer.fault.message };
        else if (to) yield { index, sampled: Number(rows[0]?.[0]), found: Number(rows[0]?.[1]) };
        else yield { index, sampled: rows.length, found: 0, values: rows.map(([value]) => String(value)) };
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Distinct values among the first rows: so many and no more are read, also where nearly all of them hold nothing. */
const sampleOf = ({ from, where }: ContainmentPair, sample: number): string => {
  const columns = from.columns.map((column, place) => `${name(column)} AS v${String(place)}`).join(', ');
  const values = from.columns.map((_, place) => `v${String(place)}`).join(', ');
  const given = from.columns.map((_, place) => `v${String(place)} IS NOT NULL`);
  const wanted = where ? [`w IN (${where.values.map((value) => quoteLiteral('postgres', value)).join(', ')})`] : [];
  const condition = where ? `, ${name(where.column)}::text AS w` : '';
  return `SELECT DISTINCT * FROM (
      SELECT ${values} FROM (SELECT ${columns}${condition} FROM ${table(from)} LIMIT ${String(rowsRead)}) f
      WHERE ${[...given, ...wanted].join(' AND ')} LIMIT ${String(sample * rowsPerValue)}
    ) r LIMIT ${String(sample)}`;
};

const questionOf = (pair: ContainmentPair, sample: number): string => {
  const { to } = pair;
  if (!to) return `SELECT v0::text FROM (${sampleOf(pair, sample)}) s`;
  const match = to.columns.map((column, place) => `t.${name(column)} = s.v${String(place)}`).join(' AND ');
  return `SELECT count(*), count(m.hit) FROM (${sampleOf(pair, sample)}
  ) s LEFT JOIN LATERAL (SELECT 1 AS hit FROM ${table(to)} t WHERE ${match} LIMIT 1) m ON true`;
};
