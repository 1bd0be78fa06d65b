import { describe, expect, it } from '@jest/globals';
import type { Relation } from '@orrery/contracts';
import { Graph } from './graph.js';
import { foreignKeyText, joinText, undeclarable } from './sql.js';

const relation = (from: string, to: string, change: Partial<Relation> = {}): Relation => ({
  id: `${from} ${to}`,
  tableFrom: from,
  columnFrom: `${to}_id`,
  columnsFrom: [`${to}_id`],
  tableTo: to,
  columnTo: 'id',
  columnsTo: ['id'],
  relationType: 'one-to-many',
  source: 'declared',
  confidence: 1,
  state: 'accepted',
  via: null,
  constraintName: null,
  evidence: [],
  ...change,
});
const guess = { source: 'inferred', state: 'suggested', confidence: 0.7 } as const;
const refs = new Map(['a', 'b', 'c', 'it"s'].map((name) => [name, { schema: 's', name }]));

describe('the tables around some', () => {
  it('are those within so many steps, whichever way relations lead, also in a circle', () => {
    const graph = new Graph([relation('a', 'b'), relation('c', 'b'), relation('c', 'd'), relation('d', 'a'), relation('e', 'e')]);
    expect([...graph.around(['a'], 0)]).toEqual(['a']);
    expect([...graph.around(['a'], 1)].sort()).toEqual(['a', 'b', 'd']);
    expect([...graph.around(['a', 'e'], 9)].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('the way between two tables', () => {
  it('has the fewest steps, and of as many the surest', () => {
    const graph = new Graph([
      relation('a', 'x', guess),
      relation('x', 'c', guess),
      relation('a', 'y'),
      relation('c', 'y'),
      relation('a', 'c2'),
    ]);
    expect(graph.path('a', 'c')?.map((step) => [step.relation.id, step.forward])).toEqual([
      ['a y', true],
      ['c y', false],
    ]);
    const direct = new Graph([relation('a', 'c', guess), relation('a', 'y'), relation('c', 'y')]);
    expect(direct.path('a', 'c')).toHaveLength(1);
  });

  it('is none where there is none', () => {
    expect(new Graph([relation('a', 'b')]).path('a', 'z')).toBeUndefined();
  });

  it('is written as joins, both ways, with every column of a key and names quoted', () => {
    const two = relation('a', 'it"s', { columnsFrom: ['x"1', 'x2'], columnsTo: ['y1', 'y2'] });
    const back = relation('c', 'it"s', { columnsFrom: ['k'], columnsTo: ['id'] });
    expect(
      joinText(
        'postgres',
        { schema: 's', name: 'a' },
        [
          { relation: two, forward: true },
          { relation: back, forward: false },
        ],
        refs,
      ),
    ).toBe(
      `FROM "s"."a" AS t1
JOIN "s"."it""s" AS t2 ON t2."y1" = t1."x""1" AND t2."y2" = t1."x2"
JOIN "s"."c" AS t3 ON t3."k" = t2."id"`,
    );
  });
});

describe('a polymorphic relation', () => {
  const condition = { column: 'b_type', values: ["it's", 'B'] };
  const polymorphic = relation('a', 'b', { ...guess, condition });

  it('is joined where its type says so, whichever way the join leads', () => {
    const start = { schema: 's', name: 'a' };
    expect(joinText('postgres', start, [{ relation: polymorphic, forward: true }], refs)).toBe(
      `FROM "s"."a" AS t1
JOIN "s"."b" AS t2 ON t2."id" = t1."b_id" AND t1."b_type" IN ('it''s', 'B')`,
    );
    expect(joinText('mysql', { schema: 's', name: 'b' }, [{ relation: polymorphic, forward: false }], refs)).toBe(
      "FROM `s`.`b` AS t1\nJOIN `s`.`a` AS t2 ON t2.`b_id` = t1.`id` AND t2.`b_type` IN ('it''s', 'B')",
    );
  });

  it('can’t be declared, and says why', () => {
    expect(undeclarable(polymorphic)).toContain('b_id refers to another table where b_type says so');
    expect(undeclarable(relation('a', 'b'))).toBeUndefined();
  });
});

describe('the statement that declares a relation', () => {
  it('declares several columns that refer together by one constraint', () => {
    const two = relation('a', 'b', { columnsFrom: ['x', 'y'], columnsTo: ['k', 'l'] });
    expect(foreignKeyText('postgres', two, refs)).toBe(
      'ALTER TABLE "s"."a" ADD CONSTRAINT "fk_a_x_y" FOREIGN KEY ("x", "y") REFERENCES "s"."b" ("k", "l")',
    );
  });

  it('quotes as its kind of database does, and names the key within its limits', () => {
    expect(foreignKeyText('mysql', relation('a', 'b'), refs)).toBe(
      'ALTER TABLE `s`.`a` ADD CONSTRAINT `fk_a_b_id` FOREIGN KEY (`b_id`) REFERENCES `s`.`b` (`id`)',
    );
    const long = foreignKeyText('postgres', relation('a', 'b', { columnsFrom: ['ä'.repeat(50)] }), refs);
    const name = /CONSTRAINT "([^"]+)"/.exec(long ?? '')?.[1] ?? '';
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name).not.toContain('\uFFFD');
  });

  it('is none of a table that is not known', () => {
    expect(foreignKeyText('postgres', relation('a', 'gone'), refs)).toBeUndefined();
  });
});
