import type { CatalogTable, Containment, ContainmentPair } from '@orrery/contracts';
import type { Session } from '@orrery/drivers';

/** Every table of a session's database. */
export async function gather(session: Session): Promise<CatalogTable[]> {
  const tables: CatalogTable[] = [];
  for await (const part of session.catalog()) if (part.type === 'tables') tables.push(...part.tables);
  return tables;
}

/** What the data says of each pair, in the order of the pairs. */
export async function measureAll(session: Session, pairs: readonly ContainmentPair[]): Promise<Containment[]> {
  const answers: Containment[] = [];
  for await (const one of session.measure(pairs, { sample: 200, budgetMs: 60_000 })) answers[one.index] = one;
  return answers;
}
