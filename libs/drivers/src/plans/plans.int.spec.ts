import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Kind, PlanNode } from '@orrery/contracts';
import { classify, explainText } from '@orrery/dialects';
import { startMariadb, startMysql, startPostgres } from '@orrery/servers';
import { ask } from '../explorer/ask.js';
import { driverOf, readPlan, type Session, statementOf } from '../index.js';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const products: readonly { product: string; kind: Kind; database: string; start: () => Promise<Server | undefined> }[] = [
  { product: 'PostgreSQL', kind: 'postgres', database: 'postgres', start: startPostgres },
  { product: 'MariaDB', kind: 'mysql', database: '', start: startMariadb },
  { product: 'MySQL', kind: 'mysql', database: '', start: startMysql },
];

const all = (node: PlanNode): PlanNode[] => [node, ...node.children.flatMap(all)];

describe.each(products)('plans of $product', ({ product, kind, database, start }) => {
  let server: Server | undefined;
  let session: Session | undefined;

  beforeAll(async () => {
    server = await start();
    if (!server) return;
    const { host, port, user, password } = server;
    const connect = (dbName: string): Promise<Session> | undefined =>
      driverOf(kind)?.connect(
        {
          ...{ host, port, dbName, password },
          username: user,
          extraOptions: {
            ssl: { mode: 'disable' },
            ...(product === 'MySQL' ? { driver: { allowPublicKeyRetrieval: true } } : {}),
          },
        },
        { connectMs: 10_000, applicationName: 'plans', guard: () => true },
      );
    const first = await connect(database);
    if (first) await ask(first, statementOf(kind, 'create database planned'));
    await first?.close();
    session = await connect('planned');
    if (!session) return;
    const numbers = (most: number): string =>
      kind === 'postgres'
        ? `generate_series(1, ${String(most)}) as s(n)`
        : `(with recursive s(n) as (select 1 union all select n + 1 from s where n < ${String(most)}) select n from s) as s`;
    for (const text of [
      'create table customers (id int primary key, name varchar(40))',
      'create table orders (id int primary key, customer_id int, total int, note varchar(40))',
      ...(kind === 'mysql'
        ? ['set session cte_max_recursion_depth = 100000', 'set session max_recursive_iterations = 100000']
        : []),
    ])
      await ask(session, statementOf(kind, text)).catch((error: unknown) => {
        // MySQL and MariaDB have one of the two settings each.
        if (!text.startsWith('set session')) throw error;
      });
    for (const text of [
      `insert into customers select n, concat('c', n) from ${numbers(50)}`,
      `insert into orders select n, 1 + n % 50, n % 977, 'x' from ${numbers(1000)}`,
      'create index orders_customer on orders (customer_id)',
      kind === 'postgres' ? 'analyze' : 'analyze table orders, customers',
    ])
      await ask(session, statementOf(kind, text));
  }, 120_000);
  afterAll(async () => {
    await session?.close();
    await server?.stop();
  });

  const planOf = async (text: string, analyze: boolean): Promise<PlanNode> => {
    if (!session) throw new Error('there is no session');
    const told = explainText(kind, text, {
      analyze,
      command: classify(kind, text).command,
      serverVersion: session.serverVersion,
    });
    if ('lacking' in told) throw new Error(told.lacking);
    const { columns, rows } = await ask(session, statementOf(kind, told.text));
    const plan = readPlan(kind, [
      { columns: columns.map(({ name }) => name), rows: rows.map((row) => row.map((cell) => JSON.parse(cell) as unknown)) },
    ]);
    if (!plan) throw new Error(`no plan in ${JSON.stringify(rows)}`);
    return plan.root;
  };
  const it_ = (name: string, work: () => Promise<void>): void => {
    it(name, async () => {
      if (session) await work();
      else process.stdout.write(`NOT RUN: plans of ${product}, ${name}\n`);
    });
  };
  const joined =
    'select c.name, count(*) from orders o join customers c on c.id = o.customer_id where o.total > 900 group by c.name order by 2 desc limit 5';

  it_('name the tables, the condition and the estimates of every step', async () => {
    const steps = all(await planOf(joined, false));
    expect(steps.length).toBeGreaterThan(3);
    const tables = steps.filter(({ detail }) => /(?:^|\s)on (?:\w+\.)?(?:orders|customers|o|c)\b/.test(detail));
    expect(tables.length).toBeGreaterThanOrEqual(2);
    expect(steps.some(({ detail }) => /total.{0,4} > 900/.test(detail))).toBe(true);
    expect(steps.some(({ rows }) => rows !== undefined && rows > 0)).toBe(true);
    // MariaDB tells costs from version 11 on.
    const tells = !session?.serverVersion.startsWith('10.');
    expect(steps.some(({ cost }) => cost !== undefined && cost > 0)).toBe(tells);
    expect(steps.every(({ actualRows, actualMs }) => actualRows === undefined && actualMs === undefined)).toBe(true);
  });

  it_('tell what happened where they are measured', async () => {
    const steps = all(await planOf(joined, true));
    const scan = steps.find(({ detail, actualRows }) => /\bo(?:rders)?\b/.test(detail) && actualRows !== undefined);
    expect(scan?.loops).toBeGreaterThan(0);
    expect(steps.some(({ actualMs }) => actualMs !== undefined && actualMs > 0)).toBe(true);
    // 76 of the totals are above 900: some step lets through just those.
    expect(steps.some(({ actualRows }) => actualRows !== undefined && Math.abs(actualRows - 76) < 0.01)).toBe(true);
  });

  it_('name the index that is used', async () => {
    const steps = all(await planOf('select id from orders where customer_id = 7', false));
    expect(steps.some(({ detail }) => detail.includes('orders_customer'))).toBe(true);
  });

  it_('are told of a statement that changes data, which is not run', async () => {
    const steps = all(await planOf('delete from orders where total > 900', false));
    expect(steps.some(({ node }) => /delete/i.test(node))).toBe(true);
    if (!session) return;
    const { rows } = await ask(session, statementOf(kind, 'select count(*) from orders'));
    expect(Number(JSON.parse(rows[0]?.[0] ?? '0'))).toBe(1000);
  });
});
