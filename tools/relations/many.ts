import type { KnownRelation, Place, SchemaPlan, TablePlan } from '../../services/schema/src/relation/held-out/schema-text.ts';
import type { DataSet } from './sets.ts';

/** A schema of so many tables: the texts of schemas over and over, each time as a module whose tables begin with its name. */
export function manyTables(sets: readonly DataSet[], count: number): DataSet {
  const plans = sets.flatMap(({ plan, dialect }) => (plan && dialect === 'postgres' ? [plan] : []));
  const modules: SchemaPlan[] = [];
  let tables = 0;
  while (tables < count) {
    const plan = plans[modules.length % plans.length];
    if (!plan) throw new Error('There is no text of a schema to make tables of.');
    const part = asModule(plan, `m${letters(modules.length)}_`, count - tables);
    modules.push(part);
    tables += part.tables.length;
  }
  const plan: SchemaPlan = {
    dialect: 'postgres',
    tables: modules.flatMap((one) => one.tables),
    known: modules.flatMap((one) => one.known),
    alsoTrue: modules.flatMap((one) => one.alsoTrue),
  };
  const load = async (): Promise<string[]> => [(await import('./schema-sql.ts')).sqlOf(plan, 'postgres')];
  return {
    name: `tables ${String(count)}`,
    dialect: 'postgres',
    load,
    known: plan.known,
    alsoTrue: plan.alsoTrue,
    polymorphic: [],
    plan,
  };
}

/** 0 → aa, 1 → ab, …: a module's name, without a digit that would be read as a number. */
const letters = (number: number): string =>
  String.fromCharCode(97 + (Math.floor(number / 26) % 26)) + String.fromCharCode(97 + (number % 26));

/** Relations to tables that are cut off are left out. */
function asModule(plan: SchemaPlan, prefix: string, most: number): SchemaPlan {
  const kept = new Set(plan.tables.slice(0, most).map(({ name }) => name));
  const isWhole = ({ table, ref_table: target }: KnownRelation): boolean => kept.has(table) && kept.has(target);
  const place = ({ table, columns }: Place): Place => ({ table: prefix + table, columns });
  const table = (one: TablePlan): TablePlan => ({
    ...one,
    schema: 'public',
    name: prefix + one.name,
    columns: one.columns.map((column) => ({
      ...column,
      source: column.source && kept.has(column.source.table) ? place(column.source) : undefined,
    })),
    joint: one.joint.filter(({ to }) => kept.has(to.table)).map(({ columns, to }) => ({ columns, to: place(to) })),
    polymorphic: one.polymorphic.map((each) => ({
      ...each,
      targets: new Map([...each.targets].filter(([, to]) => kept.has(to.table)).map(([value, to]) => [value, place(to)])),
    })),
  });
  const known = (list: readonly KnownRelation[]): KnownRelation[] =>
    list.filter(isWhole).map((one) => ({ ...one, table: prefix + one.table, ref_table: prefix + one.ref_table }));
  return { ...plan, tables: plan.tables.slice(0, most).map(table), known: known(plan.known), alsoTrue: known(plan.alsoTrue) };
}
