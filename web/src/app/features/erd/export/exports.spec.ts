import { describe, expect, it } from '@jest/globals';
import { aColumn, aRelation, aTable } from '../a-diagram';
import { sceneOf } from '../diagram/scene';
import { dbmlOf } from './dbml';
import { mermaidOf } from './mermaid';
import { type TableDdl, inOrderOfKeys, neededBy, sqlOf } from './sql';
import { pictureOf } from './svg';

const customers = aTable('customers', {
  comment: "Who buys, and what's owed",
  columns: [aColumn('id', { isPrimaryKey: true }), aColumn('e-mail', { dataType: 'character varying(200)', nullable: true })],
});
const orders = aTable('orders', {
  columns: [aColumn('id', { isPrimaryKey: true }), aColumn('customer_id', { isForeignKey: true, nullable: true })],
});
const tags = aTable('order "tags"', {
  columns: [aColumn('order_id', { isPrimaryKey: true, isForeignKey: true }), aColumn('tag', { isPrimaryKey: true })],
});
const declared = aRelation('orders.customer_id', 'customers.id', { constraintName: 'orders_customer' });
const inferred = aRelation('order "tags".order_id', 'orders.id', { source: 'inferred', confidence: 0.93, state: 'suggested' });

describe('dbmlOf', () => {
  it('tells tables, keys and relations', () => {
    expect(dbmlOf([customers, orders, tags], [declared, inferred])).toBe(
      `Table "public"."customers" {
  "id" "integer" [pk]
  "e-mail" "character varying(200)"

  Note: 'Who buys, and what\\'s owed'
}

Table "public"."orders" {
  "id" "integer" [pk]
  "customer_id" "integer"
}

Table "public"."order 'tags'" {
  "order_id" "integer"
  "tag" "integer"

  indexes {
    ("order_id", "tag") [pk]
  }
}

Ref "orders_customer": "public"."orders"."customer_id" > "public"."customers"."id"
Ref: "public"."order 'tags'"."order_id" > "public"."orders"."id" // inferred, 93 %
`,
    );
  });

  it('leaves out relations with tables that are not shown', () => {
    expect(dbmlOf([orders], [declared])).not.toContain('Ref');
  });
});

describe('mermaidOf', () => {
  it('writes names and types as words it knows, and how many rows stand at each end', () => {
    const text = mermaidOf([customers, orders, tags], [declared, inferred], 'public');
    expect(text).toContain('  "customers" {\n    integer id PK\n    character_varying(200) e-mail\n  }');
    expect(text).toContain('  "customers" |o--o{ "orders" : "customer_id"');
    expect(text).toContain('  "orders" ||..o{ "order #quot;tags#quot;" : "order_id"');
  });
});

const ddlOf = (name: string, ddl: string | null, change: Partial<TableDdl> = {}): TableDdl => ({
  table: `public.${name}`,
  schema: 'public',
  name,
  kind: 'table',
  ddl,
  ...change,
});

describe('sqlOf', () => {
  it('makes tables after those they refer to', () => {
    const chain = [aRelation('c.b_id', 'b.id'), aRelation('b.a_id', 'a.id')];
    expect(inOrderOfKeys(['public.c', 'public.b', 'public.a'], chain)).toEqual(['public.a', 'public.b', 'public.c']);
  });

  it('comes to an end where tables refer to each other in a circle', () => {
    const circle = [aRelation('a.b_id', 'b.id'), aRelation('b.a_id', 'a.id')];
    expect(inOrderOfKeys(['public.a', 'public.b'], circle)).toEqual(['public.b', 'public.a']);
  });

  it('says which table can not be told, and ends with accepted relations', () => {
    const text = sqlOf(
      [ddlOf('orders', 'CREATE TABLE orders ();'), ddlOf('customers', null)],
      [declared],
      ['ALTER TABLE orders ADD FOREIGN KEY (x) REFERENCES y (z);'],
    );
    expect(text).toBe(
      "-- public.customers: its definition can't be told\n\nCREATE TABLE orders ();\n\n-- Relations that were inferred and accepted\nALTER TABLE orders ADD FOREIGN KEY (x) REFERENCES y (z);\n",
    );
  });
});

describe('a script for another database', () => {
  it('makes views after all tables, and those that read others after them', () => {
    const view = { kind: 'view' as const };
    const text = sqlOf(
      [
        ddlOf('a', 'CREATE VIEW "public"."a" AS SELECT * FROM public.b;', view),
        ddlOf('b', 'CREATE VIEW "public"."b" AS SELECT * FROM public.z;', view),
        ddlOf('z', 'CREATE TABLE "public"."z" ();'),
      ],
      [],
      [],
    );
    expect(text.match(/(?<=CREATE \w+ "public"\.")\w/g)).toEqual(['z', 'b', 'a']);
  });

  it('says nothing of who owns them and who may use them', () => {
    const ddl = [
      'CREATE TABLE "public"."z" ();',
      `COMMENT ON TABLE "public"."z" IS 'x`,
      `GRANT SELECT ON nothing TO nobody;';`,
      'ALTER TABLE "public"."z" OWNER TO "shop";',
      'GRANT SELECT ON TABLE "public"."z" TO "reader";',
    ];
    expect(sqlOf([ddlOf('z', ddl.join('\n'))], [], [])).toBe(`${ddl.slice(0, 3).join('\n')}\n`);
  });

  it('begins with the schemas and types that it needs', () => {
    const tables = [ddlOf('t', 'CREATE TABLE "sales"."t" ("state" sales."Is", "price" public.positive);', { schema: 'sales' })];
    const positive = 'CREATE DOMAIN public.positive AS public.amount CHECK (VALUE > 0);';
    const amount = 'CREATE DOMAIN public.amount AS numeric(12,2);';
    const enums = [
      { schema: 'sales', name: 'Is', values: ['new', "it's"] },
      { schema: 'sales', name: 'unused', values: [] },
      { schema: 'public', name: 'amount', values: [], domain: amount },
      { schema: 'public', name: 'positive', values: [], domain: positive },
    ];
    expect(neededBy(tables, enums)).toEqual([
      'CREATE SCHEMA IF NOT EXISTS "sales";',
      `CREATE TYPE "sales"."Is" AS ENUM ('new', 'it''s');`,
      amount,
      positive,
    ]);
  });
});

describe('pictureOf', () => {
  const palette = {
    ground: '#fff',
    surface: '#eee',
    head: '#ddd',
    line: '#999',
    edge: '#888',
    text: '#000',
    dim: '#555',
    key: '#077',
  };
  const scene = (name: string) =>
    sceneOf(
      [aTable(name, { comment: 'a & b' }), aTable('other')],
      [aRelation(`${name}.id`, 'other.id')],
      {
        positions: new Map([
          [`public.${name}`, { x: 0, y: 0 }],
          ['public.other', { x: 400, y: 100 }],
        ]),
        bends: new Map(),
        open: true,
        turned: new Set(),
      },
      'public',
    );

  it('is well-formed whatever tables are called', () => {
    const { svg } = pictureOf(scene('<b>&"\u0001'), palette, (text) => text.length * 7);
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(svg).toContain('&lt;b&gt;&amp;&quot;\uFFFD');
  });

  it('is as large as what it shows', () => {
    const { width, height } = pictureOf(scene('one'), palette, (text) => text.length * 7);
    expect(width).toBe(400 + 232 + 64);
    expect(height).toBeGreaterThan(150);
  });
});
