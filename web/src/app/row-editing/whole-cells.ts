import { DOCUMENT, Injectable, inject } from '@angular/core';
import { type CellForm, cellForms, explorerCell, Fault, type ResultColumn, type RowKey } from '@orrery/contracts';
import { Api } from '../core/api';
import { saveFile } from '../core/save-file';
import type { TablePlace } from '../core/table-tab';
import type { CutCell } from '../ui/cell-viewer/cut-cell';
import { parseExact } from '../ui/cell-viewer/exact-json';

/** Where a cell is found again. */
export interface CellAddress extends TablePlace {
  readonly key: RowKey;
  /** By the name that the table gives it. */
  readonly column: string;
}

/** Bytes that are shown; a page that held more would be slow at everything else. */
const mostShown = 20_000_000;

/** Fetches cells that were sent cut from their tables, whole. */
@Injectable({ providedIn: 'root' })
export class WholeCells {
  readonly #api = inject(Api);
  readonly #document = inject(DOCUMENT);

  /** How to have a cut cell of this column whole; `address`: null where its row can’t be told from others. */
  cutCell(address: CellAddress | null, column: ResultColumn): CutCell {
    if (!address)
      return { otherwise: 'To have it whole, select it from its table together with the table’s key, or export the result.' };
    return {
      otherwise: '',
      whole: {
        read: (signal) => this.#read(address, column, signal),
        save: (signal) => this.#save(address, column, signal),
      },
    };
  }

  async #read(address: CellAddress, column: ResultColumn, signal: AbortSignal): Promise<unknown> {
    const tooLong = new AbortController();
    const came = (bytes: number): void => {
      if (bytes > mostShown) tooLong.abort();
    };
    try {
      const file = await this.#ask(address, 'text', AbortSignal.any([signal, tooLong.signal]), came);
      const text = await file.text();
      return column.kind === 'json' ? parsed(text) : text;
    } catch (error) {
      if (!tooLong.signal.aborted) throw error;
      throw new Fault('result_too_large', 'It is longer than the 20 MB that can be shown here. Save it as a file.', {
        cause: error,
      });
    }
  }

  async #save(address: CellAddress, column: ResultColumn, signal: AbortSignal): Promise<void> {
    const form: CellForm = column.kind === 'json' || column.kind === 'binary' ? column.kind : 'text';
    const file = await this.#ask(address, form, signal);
    const key = Object.values(address.key).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const name = `${address.table} ${address.column} ${key.join(' ')}`.slice(0, 120);
    saveFile(this.#document, file, `${name}.${cellForms[form].extension}`);
  }

  #ask(
    { connectionId, table, key, column }: CellAddress,
    as: CellForm,
    signal: AbortSignal,
    came: (bytes: number) => void = () => undefined,
  ): Promise<Blob> {
    return this.#api.file(explorerCell, { id: connectionId, table, key, column, as }, { signal, came });
  }
}

const parsed = (text: string): unknown => {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
};
