import {
  type RequestOf,
  type ResponseOf,
  schemaChanges,
  schemaList,
  schemaObjects,
  schemaRefresh,
  schemaRefreshCancel,
  schemaSettingsGet,
  schemaSettingsUpdate,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { documentOf } from '../document.js';
import { CatalogService } from './catalog.service.js';

@Controller()
export class CatalogController {
  constructor(private readonly catalogs: CatalogService) {}

  @Handles(schemaRefresh)
  async refresh({ id }: RequestOf<typeof schemaRefresh>): Promise<ByteStream> {
    return new ByteStream(await this.catalogs.refresh(currentUserId(), id));
  }

  @Handles(schemaRefreshCancel)
  cancel({ id }: RequestOf<typeof schemaRefreshCancel>): Promise<ResponseOf<typeof schemaRefreshCancel>> {
    return this.catalogs.cancelRefresh(currentUserId(), id);
  }

  @Handles(schemaList)
  async list(ask: RequestOf<typeof schemaList>): Promise<ByteStream> {
    return documentOf(await this.catalogs.list(currentUserId(), ask));
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
