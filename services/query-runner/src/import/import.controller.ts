import { importRows, importRowsHere, importRun, type RequestOf, type ResponseOf } from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { ImportService } from './import.service.js';

@Controller()
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Handles(importRun)
  run(asked: RequestOf<typeof importRun>): Promise<ByteStream> {
    return Promise.resolve(new ByteStream(this.imports.run(currentUserId(), asked)));
  }

  @Handles(importRows)
  rows(asked: RequestOf<typeof importRows>): Promise<ResponseOf<typeof importRows>> {
    return this.imports.rows(currentUserId(), asked);
  }

  @Handles(importRowsHere)
  rowsHere({
    userId,
    importId,
    ...batch
  }: RequestOf<typeof importRowsHere>): Promise<ResponseOf<typeof importRowsHere> | undefined> {
    return this.imports.rowsHere(userId, importId, batch);
  }
}
