import { type ErdLayout, type erdLayoutCreate, type erdLayoutUpdate, Fault, type RequestOf } from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import { Connections } from '../catalog/connections.js';
import { LayoutStore, type LayoutSummary } from './layout.store.js';

const notFound = (): Fault => new Fault('layout_not_found', 'There is no such layout. It may have been removed.');

/** Named layouts of diagrams. */
@Injectable()
export class LayoutService {
  constructor(
    private readonly connections: Connections,
    private readonly store: LayoutStore,
  ) {}

  /** Throws `connection_not_found`. */
  async list(userId: string, connectionId: string): Promise<LayoutSummary[]> {
    await this.connections.known(userId, connectionId);
    return this.store.list(userId, connectionId);
  }

  async get(userId: string, connectionId: string, id: string): Promise<ErdLayout> {
    const layout = await this.store.get(userId, connectionId, id);
    if (!layout) throw notFound();
    return layout;
  }

  async create(userId: string, { id, name, content }: RequestOf<typeof erdLayoutCreate>): Promise<ErdLayout> {
    await this.connections.ensure(userId, id);
    return this.store.add(userId, id, name, content);
  }

  async update(userId: string, { id, layoutId, ...change }: RequestOf<typeof erdLayoutUpdate>): Promise<ErdLayout> {
    const layout = await this.store.change(userId, id, layoutId, change);
    if (!layout) throw notFound();
    return layout;
  }

  async delete(userId: string, connectionId: string, id: string): Promise<void> {
    if (!(await this.store.remove(userId, connectionId, id))) throw notFound();
  }
}
