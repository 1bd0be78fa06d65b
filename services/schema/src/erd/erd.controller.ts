import {
  type RequestOf,
  type ResponseOf,
  schemaErd,
  schemaErdPath,
  schemaRelationExport,
  schemaRelationUpdate,
} from '@orrery/contracts';
import { type ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { documentOf } from '../document.js';
import { ErdService } from './erd.service.js';

@Controller()
export class ErdController {
  constructor(private readonly erd: ErdService) {}

  @Handles(schemaErd)
  async get(ask: RequestOf<typeof schemaErd>): Promise<ByteStream> {
    return documentOf(JSON.stringify(await this.erd.get(currentUserId(), ask)));
  }

  @Handles(schemaErdPath)
  path(ask: RequestOf<typeof schemaErdPath>): Promise<ResponseOf<typeof schemaErdPath>> {
    return this.erd.path(currentUserId(), ask);
  }

  @Handles(schemaRelationUpdate)
  decide(ask: RequestOf<typeof schemaRelationUpdate>): Promise<ResponseOf<typeof schemaRelationUpdate>> {
    return this.erd.decide(currentUserId(), ask);
  }

  @Handles(schemaRelationExport)
  export(ask: RequestOf<typeof schemaRelationExport>): Promise<ResponseOf<typeof schemaRelationExport>> {
    return this.erd.export(currentUserId(), ask);
  }
}
