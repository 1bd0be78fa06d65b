import {
  connectionsConnectionCreate,
  connectionsConnectionDelete,
  connectionsConnectionGet,
  connectionsConnectionList,
  connectionsConnectionUpdate,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { ConnectionService } from './connection.service.js';

@Controller()
export class ConnectionController {
  constructor(private readonly connections: ConnectionService) {}

  @Handles(connectionsConnectionList)
  list(ask: RequestOf<typeof connectionsConnectionList>): Promise<ResponseOf<typeof connectionsConnectionList>> {
    return this.connections.list(currentUserId(), ask);
  }

  @Handles(connectionsConnectionGet)
  get(ask: RequestOf<typeof connectionsConnectionGet>): Promise<ResponseOf<typeof connectionsConnectionGet>> {
    return this.connections.get(currentUserId(), ask.id);
  }

  @Handles(connectionsConnectionCreate)
  create(ask: RequestOf<typeof connectionsConnectionCreate>): Promise<ResponseOf<typeof connectionsConnectionCreate>> {
    return this.connections.create(currentUserId(), ask);
  }

  @Handles(connectionsConnectionUpdate)
  update(ask: RequestOf<typeof connectionsConnectionUpdate>): Promise<ResponseOf<typeof connectionsConnectionUpdate>> {
    return this.connections.update(currentUserId(), ask);
  }

  @Handles(connectionsConnectionDelete)
  async delete(ask: RequestOf<typeof connectionsConnectionDelete>): Promise<ResponseOf<typeof connectionsConnectionDelete>> {
    await this.connections.delete(currentUserId(), ask.id);
    return {};
  }
}
