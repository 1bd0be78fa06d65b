import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogMeasure, type CatalogTable, type ContainmentPair, historyTexts, type Operation } from '@orrery/contracts';
import { type Bus, createLogger, type OpenStream, OutboxEvent, type PublicOf } from '@orrery/runtime';
import { type Metadata, startMetadata } from '@orrery/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { aTable } from '../catalog/a-table.js';
import { CatalogStore } from '../catalog/catalog.store.js';
import type { CrawledDatabase } from '../catalog/crawl.store.js';
import { FindingHere } from './finding.js';
import { measureRows } from './held-out/measure-rows.js';
import { Rows } from './held-out/rows.js';
import { catalogOf, readSchema } from './held-out/schema-text.js';
import { RelationFinder } from './relation-finder.js';
import { RelationStore } from './relation.store.js';

const ada = '01890a5d-ac96-774b-bcce-b302099a8057';
const connection = '01890a5d-ac96-774b-bcce-b302099a8001';
const of = { userId: ada, connectionId: connection, crawlId: '01890a5d-ac96-774b-bcce-b302099a8002' };
const database: CrawledDatabase = {
  kind: 'postgres',
  serverVersion: '18',
  name: 'community',
  defaultSchema: 'public',
  schemas: ['public'],
  gaps: [],
  routines: [],
  enums: [],
};

/** A query-runner whose database holds the rows of a schema's text. */
class RowsRunner implements Pick<PublicOf<Bus>, 'stream'> {
  readonly asked: (readonly ContainmentPair[])[] = [];
  readonly budgets: number[] = [];
  texts: readonly string[] = [];

  constructor(private readonly rows?: Rows) {}

  stream(op: Operation, request: unknown): Promise<OpenStream> {
    return Promise.resolve({ chunks: this.chunks(op, request), close: () => undefined });
  }

  private async *chunks(op: Operation, request: unknown): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    const line = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
    if (op === historyTexts)
      for (const text of this.texts) yield line({ text, runs: 3, lastRunAt: '2026-01-01T00:00:00Z', meanMs: 1 });
    if (op !== catalogMeasure) return;
    const { pairs, budgetMs } = catalogMeasure.request.parse(request);
    this.asked.push(pairs);
    this.budgets.push(budgetMs);
    if (this.rows) for (const answer of measureRows(this.rows, pairs)) yield line(answer);
  }
}

let metadata: Metadata;
let store: RelationStore;
let catalogs: CatalogStore;

beforeAll(async () => {
  metadata = await startMetadata('schema', migrations, { entities: [...entities, OutboxEvent] });
  store = new RelationStore(metadata.database);
  catalogs = new CatalogStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  await metadata.database.asSystem((em) => em.execute('delete from schema_catalogs'));
  await catalogs.add(ada, connection);
});

const find = (runner: RowsRunner, tables: readonly CatalogTable[]) => {
  const finding = new FindingHere();
  finding.add(tables.map((table) => JSON.stringify(table)));
  const log = createLogger('schema', 'silent', 'test');
  return new RelationFinder(runner, store, metadata.database, log, () => finding).find(of, database, finding);
};
const community = readSchema(
  readFileSync(join(process.cwd(), 'services/schema/src/relation/held-out/first/community.schema'), 'utf8'),
);

describe('the relations of a crawl', () => {
  it('are those that names, types and the data speak for, of some rows only where a type says so', async () => {
    const runner = new RowsRunner(new Rows(community));
    await find(runner, catalogOf(community));
    const found = (await store.list(ada, connection)).filter(({ confidence }) => confidence >= 0.6);
    const comments = found.filter(
      ({ tableFrom, columnFrom }) => tableFrom === 'public.comments' && columnFrom === 'commentable_id',
    );
    expect(comments.map(({ tableTo, condition }) => [tableTo, condition]).toSorted()).toEqual([
      ['public.events', { column: 'commentable_type', values: ['Event'] }],
      ['public.photos', { column: 'commentable_type', values: ['Photo'] }],
      ['public.posts', { column: 'commentable_type', values: ['Post'] }],
    ]);
    const [toPosts] = await store.of(ada, connection, 'public.posts').then((all) => all.filter(({ condition }) => condition));
    expect(toPosts?.evidence.map(({ sign }) => sign)).toEqual(['polymorphic', 'containment']);
  });

  it('are found without a question to the database where looking is switched off', async () => {
    await catalogs.saveSettings(ada, connection, { measure: false, refreshEveryMinutes: null });
    const runner = new RowsRunner(new Rows(community));
    expect(await find(runner, catalogOf(community))).toBeGreaterThan(20);
    expect(runner.asked).toEqual([]);
  });

  it('take joins that ran for a reason, of several columns too', async () => {
    const runner = new RowsRunner();
    runner.texts = ['select 1 from claims c join order_lines l on c.a = l.order_no and c.b = l.line_no'];
    await find(runner, [aTable('order_lines', 'order_no line_no|'), aTable('claims', 'id|a b')]);
    expect(await store.list(ada, connection)).toMatchObject([{ columnFrom: 'a, b', columnTo: 'order_no, line_no' }]);
  });

  it('cost no more than 2,000 questions and 12 seconds, the surest first, however large the schema is', async () => {
    const runner = new RowsRunner();
    const things = Array.from({ length: 300 }, (_, n) => `thing${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`);
    const tables = things.map((name, at) =>
      aTable(
        name,
        `id|${things
          .slice(at, at + 10)
          .map((other) => `${other}_id`)
          .join(' ')} owner`,
      ),
    );
    await find(runner, [aTable('users', 'id|'), ...tables]);
    expect(runner.asked.map(({ length }) => length)).toEqual([2_000]);
    expect(runner.budgets.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(12_000);
    // What people own is named least surely, and is what is left out.
    expect(runner.asked[0]?.some(({ from }) => from.columns[0] === 'owner')).toBe(false);
  });
});
