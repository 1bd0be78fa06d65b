import { type RequestOf, type ResponseOf, schemaTable, schemaTableUsage } from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { TableService } from './table.service.js';

@Controller()
export class TableController {
  constructor(private readonly tables: TableService) {}

  @Handles(schemaTable)
  get(ask: RequestOf<typeof schemaTable>): Promise<ResponseOf<typeof schemaTable>> {
    return this.tables.get(currentUserId(), ask);
  }

  @Handles(schemaTableUsage)
  usage(ask: RequestOf<typeof schemaTableUsage>): Promise<ResponseOf<typeof schemaTableUsage>> {
    return this.tables.usage(currentUserId(), ask);
  }
}
