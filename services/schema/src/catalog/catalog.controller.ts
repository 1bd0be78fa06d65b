import {
  type RequestOf,
  type ResponseOf,
  schemaChanges,
  schemaList,
  schemaObjects,
  schemaRefresh,
  schemaSettingsGet,
  schemaSettingsUpdate,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { CatalogService } from './catalog.service.js';

@Controller()
export class CatalogController {
  constructor(private readonly catalogs: CatalogService) {}

  @Handles(schemaRefresh)
  async refresh({ id }: RequestOf<typeof schemaRefresh>): Promise<ByteStream> {
    return new ByteStream(await this.catalogs.refresh(currentUserId(), id));
  }

  @Handles(schemaList)
  list(ask: RequestOf<typeof schemaList>): Promise<ResponseOf<typeof schemaList>> {
    return this.catalogs.list(currentUserId(), ask);
  }

  @Handles(schemaObjects)
  objects(ask: RequestOf<typeof schemaObjects>): Promise<ResponseOf<typeof schemaObjects>> {
    return this.catalogs.objects(currentUserId(), ask);
  }

  @Handles(schemaChanges)
  changes(ask: RequestOf<typeof schemaChanges>): Promise<ResponseOf<typeof schemaChanges>> {
    return this.catalogs.changes(currentUserId(), ask);
  }

  @Handles(schemaSettingsGet)
  settings({ id }: RequestOf<typeof schemaSettingsGet>): Promise<ResponseOf<typeof schemaSettingsGet>> {
    return this.catalogs.settings(currentUserId(), id);
  }

  @Handles(schemaSettingsUpdate)
  saveSettings(ask: RequestOf<typeof schemaSettingsUpdate>): Promise<ResponseOf<typeof schemaSettingsUpdate>> {
    return this.catalogs.saveSettings(currentUserId(), ask);
  }
}
