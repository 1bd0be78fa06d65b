import type {
  Connection,
  connectionsConnectionCreate,
  connectionsConnectionList,
  connectionsConnectionUpdate,
  RequestOf,
  ResponseOf,
} from '@orrery/contracts';
import type { PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SampleOffer } from '../sample/sample-offer.js';
import { DriverTypes } from '../type/driver-types.js';
import { changed, connectionNotFound, connectionOf, created, type Seals } from './connection.js';
import { ConnectionStore } from './connection.store.js';
import { cursorAfter, idOf } from './cursor.js';
import { RingSeals } from './ring-seals.js';
import { StaleSignal } from './stale-signal.js';

/** A user's connections. */
@Injectable()
export class ConnectionService {
  constructor(
    @Inject(ConnectionStore) private readonly connections: PublicOf<ConnectionStore>,
    @Inject(RingSeals) private readonly seals: Seals,
    @Inject(DriverTypes) private readonly types: PublicOf<DriverTypes>,
    @Inject(SampleOffer) private readonly sample: PublicOf<SampleOffer>,
    @Inject(StaleSignal) private readonly stale: PublicOf<StaleSignal>,
  ) {}

  async list(
    userId: string,
    ask: RequestOf<typeof connectionsConnectionList>,
  ): Promise<ResponseOf<typeof connectionsConnectionList>> {
    const before = ask.cursor === undefined ? undefined : idOf(ask.cursor);
    // A new user's first look comes sooner than the event of their registration.
    if (before === undefined) await this.sample.offerTo(userId);
    const found = await this.connections.list(userId, before, ask.limit + 1);
    const page = found.slice(0, ask.limit);
    const last = page.at(-1);
    return {
      items: page.map(connectionOf),
      nextCursor: found.length > ask.limit && last ? cursorAfter(last.id) : null,
    };
  }

  async get(userId: string, id: string): Promise<Connection> {
    const found = await this.connections.get(userId, id);
    if (!found) throw connectionNotFound();
    return connectionOf(found);
  }

  /** Throws `unknown_type`. */
  async create(userId: string, ask: RequestOf<typeof connectionsConnectionCreate>): Promise<Connection> {
    const type = await this.types.get(ask.type);
    const connection = created(uuidv7(), userId, { ...ask, port: ask.port ?? type.defaultPort }, this.seals, new Date());
    await this.connections.add(connection);
    return connectionOf(connection);
  }

  /** Throws `connection_not_found`, `password_required`, `unknown_type`. */
  async update(userId: string, { id, ...change }: RequestOf<typeof connectionsConnectionUpdate>): Promise<Connection> {
    if (Object.values(change).every((value) => value === undefined)) return this.get(userId, id);
    if (change.type !== undefined) await this.types.get(change.type);
    const now = new Date();
    const after = await this.connections.change(userId, id, (before) => changed(before, change, this.seals, now));
    if (!after) throw connectionNotFound();
    this.stale.tell(id);
    return connectionOf(after);
  }

  async delete(userId: string, id: string): Promise<void> {
    if (!(await this.connections.remove(userId, id))) throw connectionNotFound();
    this.stale.tell(id);
  }
}
