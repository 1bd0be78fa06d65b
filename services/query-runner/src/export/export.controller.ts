import { queryExport, type RequestOf } from '@orrery/contracts';
import { ByteStream, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { ExportService } from './export.service.js';

@Controller()
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Handles(queryExport)
  async export(request: RequestOf<typeof queryExport>): Promise<ByteStream> {
    return new ByteStream(await this.exports.begin(request));
  }
}
