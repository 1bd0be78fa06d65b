import type { Containment, ContainmentPair } from '@orrery/contracts';
import { atATime } from '../at-a-time.js';
import { DriverFault, type MeasureOptions, rowsPerValue, rowsRead } from '../driver.js';
import { rowsOf } from './catalog.js';
import { readers } from './open.js';
import type { Document } from './plan.js';
import type { MongoSession } from './session.js';

/** ms that one pair may take: the target is probed by an index, so what takes longer has none. */
const pairMs = 1_000;
/** Pairs that are told of at a time. */
const batchSize = 50;

/** Looks up samples of one path's distinct values in another. */
export async function* measureContainment(
  session: MongoSession,
  pairs: readonly ContainmentPair[],
  { sample, budgetMs, signal }: MeasureOptions,
): AsyncGenerator<Containment, void, undefined> {
  const until = performance.now() + budgetMs;
  let isOver = false;
  const stop = (): void => void session.cancel(() => isOver);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < pairs.length; at += batchSize) {
      yield* await atATime(readers, pairs.slice(at, at + batchSize), async (pair, nth) => {
        signal?.throwIfAborted();
        const left = until - performance.now();
        return left <= 0
          ? skipped(at + nth, 'There was no time left.')
          : await measured(session, pair, at + nth, sample, Math.min(pairMs, left));
      });
    }
  } finally {
    isOver = true;
    signal?.removeEventListener('abort', stop);
  }
}

const skipped = (index: number, why: string): Containment => ({ index, sampled: 0, found: 0, skipped: why });

const measured = async (
  session: MongoSession,
  { from, to, where }: ContainmentPair,
  index: number,
  sample: number,
  ms: number,
): Promise<Containment> => {
  const [path, another] = from.columns;
  const target = to?.columns[0];
  if (path === undefined || another !== undefined) return skipped(index, 'Only single paths are held against each other.');
  const maxTimeMS = Math.ceil(ms);
  try {
    const values = await rowsOf(session, {
      aggregate: from.name,
      pipeline: [
        { $limit: rowsRead },
        { $match: { [bare(path)]: { $ne: null }, ...(where ? { [bare(where.column)]: { $in: where.values } } : {}) } },
        { $limit: sample * rowsPerValue },
        ...distinct(path),
        { $match: { _id: { $ne: null } } },
        { $limit: sample },
      ],
      cursor: {},
      maxTimeMS,
    });
    if (to === undefined || target === undefined)
      return { index, sampled: values.length, found: 0, values: values.map(({ _id }) => String(_id)) };
    const wanted = { $in: values.map(({ _id }) => _id) };
    const found = await rowsOf(session, {
      aggregate: to.name,
      pipeline: [{ $match: { [bare(target)]: wanted } }, ...distinct(target), { $match: { _id: wanted } }, { $count: 'found' }],
      cursor: {},
      maxTimeMS,
    });
    return { index, sampled: values.length, found: Number(found[0]?.['found'] ?? 0) };
  } catch (error) {
    if (!(error instanceof DriverFault) || !session.alive || error.kind === 'cancelled') throw error;
    return skipped(index, error.message);
  }
};

const bare = (path: string): string => path.replaceAll('[]', '');

/** The distinct values at a path, as `_id`; arrays on the way are taken apart. */
const distinct = (path: string): Document[] => {
  const arrays = [...path.matchAll(/\[\]/gu)].map(({ index }) => ({ $unwind: `$${bare(path.slice(0, index))}` }));
  return [...arrays, { $group: { _id: `$${bare(path)}` } }];
};
