import type { CatalogTable, Containment, ContainmentPair } from '@orrery/contracts';
import type { Session } from '@orrery/drivers';
import { measureRows } from '../../services/schema/src/relation/held-out/measure-rows.ts';
import { Rows } from '../../services/schema/src/relation/held-out/rows.ts';
import { catalogOf } from '../../services/schema/src/relation/held-out/schema-text.ts';
import { typeColumnsIn, type TypeValues } from '../../services/schema/src/relation/polymorphic.ts';
import type { DataSet } from './sets.ts';

type Measure = (pairs: readonly ContainmentPair[]) => Promise<Containment[]>;

/** What relations are found in: the tables, and a way to ask their data. */
export interface Ground {
  readonly tables: readonly CatalogTable[];
  readonly measure: Measure;
}

/** Every table of a session's database, and its driver's way to ask. */
export async function groundOf(session: Session): Promise<Ground> {
  const tables: CatalogTable[] = [];
  for await (const part of session.catalog()) if (part.type === 'tables') tables.push(...part.tables);
  const measure: Measure = async (pairs) => {
    const answers: Containment[] = [];
    for await (const one of session.measure(pairs, { sample: 200, budgetMs: 60_000 })) answers[one.index] = one;
    return answers;
  };
  return { tables, measure };
}

/** A schema whose kind of server is not there to be started: its rows are asked as they are made. */
export function inMemory({ plan }: DataSet): Ground {
  if (!plan) return { tables: [], measure: () => Promise.resolve([]) };
  const rows = new Rows(plan);
  return { tables: catalogOf(plan), measure: (pairs) => Promise.resolve(measureRows(rows, pairs)) };
}

/** What stands in the columns that say what others refer to. */
export async function typeValuesOf(measure: Measure, tables: readonly CatalogTable[]): Promise<TypeValues> {
  const columns = typeColumnsIn(tables);
  const answers = await measure(columns.map(({ schema, name, column }) => ({ from: { schema, name, columns: [column] } })));
  const known = new Map(columns.map(({ schema, name, column }, at) => [`${schema}.${name}.${column}`, answers[at]?.values]));
  return (table, column) => known.get(`${table.schema}.${table.name}.${column}`);
}
