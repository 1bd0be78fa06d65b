import { Injectable, inject } from '@angular/core';
import { importRows, importRun } from '@orrery/contracts';
import { Api } from '../../../core/api';
import { EditedTable } from '../../../row-editing/edited-table';
import type { ImportWay } from './import-run';

/** What is sent to the database to bring a file's rows into the table. */
@Injectable()
export class ImportsStore implements ImportWay {
  readonly #api = inject(Api);
  readonly #edited = inject(EditedTable);

  open(dryRun: boolean, signal: AbortSignal): ReturnType<ImportWay['open']> {
    const { place } = this.#edited;
    return this.#api.stream(importRun, { id: place?.connectionId ?? '', table: place?.table ?? '', dryRun }, { signal });
  }

  send(batch: Parameters<ImportWay['send']>[0], signal: AbortSignal): ReturnType<ImportWay['send']> {
    return this.#api.call(importRows, batch, { signal });
  }
}
