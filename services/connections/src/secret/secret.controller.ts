import { connectionsSecretGet, connectionsSecretSweep, type RequestOf, type SealedConnection } from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { connectionNotFound, sealedOf } from '../connection/connection.js';
import { ConnectionStore } from '../connection/connection.store.js';

/** Sealed secrets, for query-runner. The bus lets nobody else ask. */
@Controller()
export class SecretController {
  constructor(private readonly connections: ConnectionStore) {}

  @Handles(connectionsSecretGet)
  get(ask: RequestOf<typeof connectionsSecretGet>): Promise<SealedConnection> {
    return this.find(currentUserId(), ask.id);
  }

  @Handles(connectionsSecretSweep)
  sweep(ask: RequestOf<typeof connectionsSecretSweep>): Promise<SealedConnection> {
    return this.find(ask.userId, ask.id);
  }

  private async find(userId: string, id: string): Promise<SealedConnection> {
    const stored = await this.connections.get(userId, id);
    if (!stored) throw connectionNotFound();
    return sealedOf(stored);
  }
}
