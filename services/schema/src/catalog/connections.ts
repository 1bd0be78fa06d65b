import { connectionsConnectionGet } from '@orrery/contracts';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogStore, type KnownCatalog } from './catalog.store.js';

/** Whose a connection is. What is known here was checked when it became known; everything else is asked of its owner. */
@Injectable()
export class Connections {
  constructor(
    private readonly catalogs: CatalogStore,
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'call'>,
  ) {}

  /** What is known of a connection of the user behind the present call. Throws `connection_not_found`. */
  async known(userId: string, connectionId: string): Promise<KnownCatalog | undefined> {
    const known = await this.catalogs.get(userId, connectionId);
    if (!known) await this.bus.call(connectionsConnectionGet, { id: connectionId });
    return known;
  }

  /** The same, made known where it was not. */
  async ensure(userId: string, connectionId: string): Promise<KnownCatalog> {
    const known = await this.known(userId, connectionId);
    if (known) return known;
    await this.catalogs.add(userId, connectionId);
    const added = await this.catalogs.get(userId, connectionId);
    // It was deleted in between: its owner says so in the proper words.
    if (!added) await this.bus.call(connectionsConnectionGet, { id: connectionId });
    if (!added) throw new Error('a connection could not be made known');
    return added;
  }
}
