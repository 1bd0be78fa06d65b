import type { Containment, ContainmentPair } from '@orrery/contracts';
import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';
import { DriverFault, type MeasureOptions, rowsPerValue, rowsRead } from '../driver.js';
import type { MssqlSession } from './session.js';

/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;

const name = (part: string): string => quoteIdentifier('mssql', part);
const table = (of: ContainmentPair['from']): string => `${name(of.schema)}.${name(of.name)}`;

/** Looks up samples of one column's distinct values in another, each pair a read with a time of its own. */
export async function* measureContainment(
  session: MssqlSession,
  pairs: readonly ContainmentPair[],
  { sample, budgetMs, signal }: MeasureOptions,
): AsyncGenerator<Containment, void, undefined> {
  const until = performance.now() + budgetMs;
  for (const [index, pair] of pairs.entries()) {
    signal?.throwIfAborted();
    const left = Math.min(pairMs, until - performance.now());
    yield left <= 0
      ? { index, sampled: 0, found: 0, skipped: 'There was no time left.' }
      : await measureOne(session, pair, index, sample, left, signal);
  }
}

const measureOne = async (
  session: MssqlSession,
  pair: ContainmentPair,
  index: number,
  sample: number,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<Containment> => {
  const late = AbortSignal.timeout(Math.ceil(ms));
  try {
    const limit = signal === undefined ? late : AbortSignal.any([signal, late]);
    const rows = await session.ask(questionOf(pair, sample), [], limit);
    const [sampled, found] = rows[0] ?? [];
    return pair.to
      ? { index, sampled: Number(sampled), found: Number(found) }
      : { index, sampled: rows.length, found: 0, values: rows.map(([value]) => String(value)) };
  } catch (error) {
    if (!(error instanceof DriverFault) || !session.alive || signal?.aborted === true) throw error;
    return { index, sampled: 0, found: 0, skipped: late.aborted ? 'It took too long.' : error.message };
  }
};

/** Distinct values among the first rows: so many and no more are read, also where nearly all of them hold nothing. */
const sampleOf = ({ from, where }: ContainmentPair, sample: number): string => {
  const columns = from.columns.map((column, place) => `${name(column)} AS v${String(place)}`).join(', ');
  const values = from.columns.map((_, place) => `v${String(place)}`).join(', ');
  const given = from.columns.map((_, place) => `v${String(place)} IS NOT NULL`);
  const wanted = where ? [`w IN (${where.values.map((value) => quoteLiteral('mssql', value)).join(', ')})`] : [];
  const condition = where ? `, ${name(where.column)} AS w` : '';
  return `SELECT DISTINCT TOP (${String(sample)}) * FROM (
        SELECT TOP (${String(sample * rowsPerValue)}) ${values} FROM (
          SELECT TOP (${String(rowsRead)}) ${columns}${condition} FROM ${table(from)}
        ) AS f WHERE ${[...given, ...wanted].join(' AND ')}
      ) AS r`;
};

/** An aggregate may hold no subquery: whether a value was found is told first, and counted around it. */
const questionOf = (pair: ContainmentPair, sample: number): string => {
  const { to } = pair;
  if (!to) return `SELECT CAST(v0 AS nvarchar(4000)) FROM (${sampleOf(pair, sample)}) AS s`;
  const match = to.columns.map((column, place) => `t.${name(column)} = s.v${String(place)}`).join(' AND ');
  return `SELECT COUNT(*), COALESCE(SUM(h.hit), 0) FROM (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM ${table(to)} AS t WHERE ${match}) THEN 1 ELSE 0 END AS hit FROM (
      ${sampleOf(pair, sample)}
    ) AS s
  ) AS h`;
};
