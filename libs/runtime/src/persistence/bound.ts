import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery, type Transaction } from 'kysely';

/**
 * Runs a statement in the transaction at hand with its values bound to `$1`, `$2`, … The entity manager's own `execute` writes them
 * into the text letter by letter, which for values of many kilobytes takes longer than the statement itself.
 */
export async function executeBound<Row>(em: EntityManager, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const transaction = em.getTransactionContext<Transaction<unknown>>();
  if (!transaction) throw new Error('A bound statement runs in a transaction: use Database.asOwner or asSystem');
  const { rows } = await transaction.executeQuery<Row>(CompiledQuery.raw(sql, [...values]));
  return rows;
}
