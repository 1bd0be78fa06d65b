import { createHash } from 'node:crypto';
import type { ColumnPlan, Place, PolymorphicPlan, SchemaPlan, TablePlan } from './schema-text.js';

export type Value = string | number | boolean | null;
/** A row: of a path through an array, all values that stand there. */
export type Row = Record<string, Value | Value[]>;

/** Numbers that are the same in every run. */
class Chance {
  private state: number;

  constructor(seed: string) {
    this.state = createHash('sha256').update(seed).digest().readUInt32LE();
  }

  /** 0 ≤ n < below. */
  next(below: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.next(items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const letters = (number: number, length: number): string => {
  let [text, left] = ['', number];
  for (let at = 0; at < length; at += 1) {
    text = String.fromCharCode(65 + (left % 26)) + text;
    left = Math.floor(left / 26);
  }
  return text;
};
const words = 'amber birch cedar delta ember fjord grove haven inlet juniper kettle lagoon meadow north orchard'.split(' ');

/** A value of a column's type. `at` makes it unlike all others where that is wanted. */
function plainValue(table: TablePlan, plan: ColumnPlan, at: number, chance: Chance, isDistinct: boolean): Value {
  const length = /^char\((\d+)\)$/.exec(plan.type)?.[1];
  if (length !== undefined)
    return letters(isDistinct ? at * 7 + 3 : chance.next(26 ** Math.min(Number(length), 4)), Math.min(Number(length), 6));
  const number = isDistinct ? at : chance.next(10 ** (1 + chance.next(4)));
  switch (plan.type) {
    case 'int':
    case 'bigint':
      return plan.isAuto ? at + 1 : isDistinct ? 1_000 + at * 3 : plan.isKey ? 1 + chance.next(6) : number;
    case 'year':
      return 1980 + chance.next(44);
    case 'uuid':
      return hex(`${table.name}.${plan.name}.${String(at)}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    case 'oid':
      return hex(`${table.name}.${plan.name}.${String(at)}`).slice(0, 24);
    case 'money':
      return (chance.next(100_000) / 100).toFixed(2);
    case 'bool':
      return chance.next(2) === 1;
    case 'date':
      return `2024-${String(1 + chance.next(12)).padStart(2, '0')}-${String(1 + chance.next(28)).padStart(2, '0')}`;
    case 'time':
      return `2024-03-${String(1 + chance.next(28)).padStart(2, '0')} ${String(chance.next(24)).padStart(2, '0')}:00:00`;
    default:
      return isDistinct ? `${chance.of(words)} ${String(at)}` : `${chance.of(words)} ${chance.of(words)}`;
  }
}

/** Rows that keep to the relations of a schema, the same in every run. */
export class Rows {
  private readonly values = new Map<string, (Value | Value[])[]>();
  private readonly byTable = new Map<string, Row[]>();

  private readonly schema: SchemaPlan;

  constructor(schema: SchemaPlan) {
    this.schema = schema;
    for (const table of schema.tables) this.byTable.set(table.name, this.begun(table));
    for (const table of schema.tables) this.join(table);
    for (const table of schema.tables) this.byTable.set(table.name, withoutTwins(table, this.of(table.name)));
  }

  of(table: string): Row[] {
    return this.byTable.get(table) ?? [];
  }

  private begun(table: TablePlan): Row[] {
    const columns = table.columns.map((plan) => [plan.name, this.column(table, plan)] as const);
    const rows = Array.from({ length: table.rows }, (_, at) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[at] ?? null])),
    );
    for (const plan of table.polymorphic) this.direct(table, plan, rows);
    return rows;
  }

  private direct(table: TablePlan, { column, typeColumn, targets }: PolymorphicPlan, rows: readonly Row[]): void {
    const chance = new Chance(`${table.name}.${column} by ${typeColumn}`);
    for (const row of rows) {
      const target = targets.get(String(row[typeColumn]));
      if (target) row[column] = chance.of(this.keysAt(target));
    }
  }

  private keysAt({ table, columns }: Place): Value[] {
    const owner = this.schema.tables.find(({ name }) => name === table);
    const plan = owner?.columns.find(({ name }) => name === columns[0]);
    if (!owner || !plan) throw new Error(`There is no ${table}.${columns.join()}.`);
    return this.column(owner, plan)
      .flat()
      .filter((value) => value !== null);
  }

  private column(table: TablePlan, plan: ColumnPlan): (Value | Value[])[] {
    const name = `${table.name}.${plan.name}`;
    const known = this.values.get(name);
    if (known) return known;
    const chance = new Chance(name);
    const isSoleKey = (plan.isKey && table.columns.filter(({ isKey }) => isKey).length === 1) || plan.isUnique;
    const made: (Value | Value[])[] = [];
    // Known before it is whole: a table whose rows refer to each other asks for itself.
    this.values.set(name, made);
    const source = plan.source ? this.keysAt(plan.source) : undefined;
    const one = (at: number): Value => {
      if (plan.isNullable && chance.next(10) < 3) return null;
      if (source) return isSoleKey ? (source[at] ?? null) : chance.of(source);
      if (plan.choices.length > 0) return chance.of(plan.choices);
      const isDistinct = isSoleKey || plan.isAuto || plan.type === 'uuid' || plan.type === 'oid' || /\bid$/.test(plan.name);
      return plainValue(table, plan, at, chance, isDistinct);
    };
    for (let at = 0; at < table.rows; at += 1)
      made.push(plan.name.includes('[]') ? Array.from({ length: chance.next(5) }, () => one(at)) : one(at));
    return made;
  }

  /** Columns that refer together take their values from one row. */
  private join(table: TablePlan): void {
    const chance = new Chance(`${table.name} joint`);
    const settled = new Set(table.columns.filter(({ isKey, source }) => isKey && source).map(({ name }) => name));
    for (const { columns, to } of table.joint) {
      const nullable = columns.filter((column) => table.columns.some(({ name, isNullable }) => name === column && isNullable));
      for (const row of this.of(table.name)) {
        const fixed = columns.filter((column) => settled.has(column));
        const fitting = this.of(to.table).filter((target) =>
          fixed.every((column) => target[to.columns[columns.indexOf(column)] ?? ''] === row[column]),
        );
        const isEmpty = fitting.length === 0 || (nullable.length > 0 && chance.next(10) < 3);
        const target = isEmpty ? undefined : chance.of(fitting);
        for (const [place, column] of columns.entries())
          if (!settled.has(column)) row[column] = target ? (target[to.columns[place] ?? ''] ?? null) : null;
      }
      for (const column of columns) settled.add(column);
    }
  }
}

/** Of rows with the same key only the first. */
function withoutTwins(table: TablePlan, rows: readonly Row[]): Row[] {
  const key = table.columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  const keys = [...(key.length > 0 ? [key] : []), ...table.uniques];
  const seen = keys.map(() => new Set<string>());
  return rows.filter((row) => {
    const texts = keys.map((columns) => JSON.stringify(columns.map((column) => row[column])));
    if (key.some((column) => row[column] === null) || texts.some((text, at) => seen[at]?.has(text))) return false;
    for (const [at, text] of texts.entries()) seen[at]?.add(text);
    return true;
  });
}
