import type { Connection } from '@orrery/contracts';

/** A query to begin with: what it answers, and its text. */
export interface Example {
  readonly title: string;
  readonly text: string;
}

const postgres: readonly Example[] = [
  {
    title: 'List the tables and how large they are',
    text: `select schemaname, relname, n_live_tup as rows,
       pg_size_pretty(pg_total_relation_size(relid)) as size
from pg_stat_user_tables
order by pg_total_relation_size(relid) desc;`,
  },
  {
    title: 'See who is connected and what they run',
    text: `select pid, usename, state, now() - query_start as running_for, query
from pg_stat_activity
where datname = current_database()
order by query_start desc nulls last;`,
  },
  {
    title: 'Look at every column',
    text: `select table_schema, table_name, column_name, data_type, is_nullable
from information_schema.columns
where table_schema not in ('pg_catalog', 'information_schema')
order by table_schema, table_name, ordinal_position;`,
  },
];

const mysql: readonly Example[] = [
  {
    title: 'List the tables and how large they are',
    text: `select table_name, table_rows, data_length + index_length as bytes
from information_schema.tables
where table_schema = database()
order by bytes desc;`,
  },
  { title: 'See who is connected and what they run', text: 'show full processlist;' },
  {
    title: 'Look at every column',
    text: `select table_name, column_name, column_type, is_nullable
from information_schema.columns
where table_schema = database()
order by table_name, ordinal_position;`,
  },
];

/** For the sample database that comes with a local installation. */
const sampleName = 'sample_shop';
const sample: readonly Example[] = [
  {
    title: 'Revenue of each month',
    text: `select date_trunc('month', placed_at)::date as month,
       count(*) as orders,
       sum(total) as revenue
from orders
where status not in ('cancelled', 'returned')
group by 1
order by 1 desc;`,
  },
  {
    title: 'The customers who bought most',
    text: `select c.id, c.first_name, c.last_name, c.tier,
       count(*) as orders,
       sum(o.total) as spent
from customers c
join orders o on o.customer_id = c.id
where o.status in ('paid', 'shipped', 'delivered')
group by c.id
order by spent desc
limit 50;`,
  },
  {
    title: 'All orders, streaming in',
    text: `select *
from orders
order by id;`,
  },
];

/** Queries that work on the database at hand, for a person who has just arrived. */
export function examplesFor(connection: Pick<Connection, 'type' | 'dbName'> | null): readonly Example[] {
  if (connection?.type === 'postgres' && connection.dbName === sampleName) return sample;
  if (connection?.type === 'postgres') return postgres;
  if (connection?.type === 'mysql') return mysql;
  return [];
}
