import { catalogMeasure, catalogRead, historyTexts, type RequestOf } from '@orrery/contracts';
import { ByteStream, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { CatalogService } from './catalog.service.js';

@Controller()
export class CatalogController {
  constructor(private readonly catalogs: CatalogService) {}

  @Handles(catalogRead)
  async read(request: RequestOf<typeof catalogRead>): Promise<ByteStream> {
    return new ByteStream(await this.catalogs.read(request));
  }

  @Handles(catalogMeasure)
  async measure(request: RequestOf<typeof catalogMeasure>): Promise<ByteStream> {
    return new ByteStream(await this.catalogs.measure(request));
  }

  @Handles(historyTexts)
  async texts(request: RequestOf<typeof historyTexts>): Promise<ByteStream> {
    return Promise.resolve(new ByteStream(this.catalogs.texts(request)));
  }
}
