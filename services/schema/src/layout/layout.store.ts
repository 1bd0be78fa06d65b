import { type ErdLayout, Fault } from '@orrery/contracts';
import { Database } from '@orrery/runtime';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { LayoutRow } from './layout.entity.js';

export type LayoutSummary = Omit<ErdLayout, 'content'>;

const summaryOf = (row: Omit<LayoutRow, 'content'>): LayoutSummary => ({
  id: row.id,
  name: row.name,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
const layoutOf = (row: LayoutRow): ErdLayout => ({ ...summaryOf(row), content: row.content });

/** A name is taken once for each connection. */
const named = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (error instanceof UniqueConstraintViolationException)
      throw new Fault('layout_name_taken', 'There is a layout of this name already. Choose another name, or save over that one.');
    throw error;
  });

/** The layouts in PostgreSQL. */
@Injectable()
export class LayoutStore {
  constructor(private readonly database: Database) {}

  list(userId: string, connectionId: string): Promise<LayoutSummary[]> {
    return this.database.asOwner(userId, async (em) =>
      (await em.find(LayoutRow, { connectionId }, { orderBy: { name: 'asc' }, limit: 500 })).map(summaryOf),
    );
  }

  get(userId: string, connectionId: string, id: string): Promise<ErdLayout | undefined> {
    return this.database.asOwner(userId, async (em) => {
      const row = await em.findOne(LayoutRow, { id, connectionId }, { populate: ['content'] });
      return row ? layoutOf(row) : undefined;
    });
  }

  /** Throws `layout_name_taken`. */
  add(userId: string, connectionId: string, name: string, content: Record<string, unknown>): Promise<ErdLayout> {
    return named(
      this.database.asOwner(userId, (em) => {
        const now = new Date();
        const row = em.create(LayoutRow, { id: uuidv7(), connectionId, userId, name, content, createdAt: now, updatedAt: now });
        em.persist(row);
        return Promise.resolve(layoutOf(row));
      }),
    );
  }

  /** Undefined where there is none. Throws `layout_name_taken`. */
  change(
    userId: string,
    connectionId: string,
    id: string,
    change: { name?: string | undefined; content?: Record<string, unknown> | undefined },
  ): Promise<ErdLayout | undefined> {
    return named(
      this.database.asOwner(userId, async (em) => {
        const row = await em.findOne(LayoutRow, { id, connectionId }, { populate: ['content'] });
        if (!row) return undefined;
        if (change.name !== undefined) row.name = change.name;
        if (change.content !== undefined) row.content = change.content;
        row.updatedAt = new Date();
        await em.flush();
        return layoutOf(row);
      }),
    );
  }

  remove(userId: string, connectionId: string, id: string): Promise<boolean> {
    return this.database.asOwner(userId, async (em) => (await em.nativeDelete(LayoutRow, { id, connectionId })) > 0);
  }
}
