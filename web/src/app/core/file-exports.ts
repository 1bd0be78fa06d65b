import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { type ExportFormat, exportFormats, Fault, queryExport } from '@orrery/contracts';
import { Api } from './api';
import { faultOf } from './fault-of';
import { saveFile } from './save-file';
import { tableOf } from './table-of';
import { Toasts } from './toasts';

/** A file that is being made. */
export interface RunningExport {
  readonly name: string;
  /** How many have come. */
  readonly bytes: number;
  cancel(): void;
}

/** What is exported: the result of a statement that only reads. */
export interface WantedExport {
  readonly connectionId: string;
  /** The kind of database, for its language. */
  readonly kind: string | undefined;
  readonly text: string;
  readonly format: ExportFormat;
}

/** An export is a run, and what ended it is known of runs. */
const told = (fault: Fault): Fault =>
  fault.code === 'connection_lost' ? new Fault(fault.code, `${fault.message} The history says why.`) : fault;

/** Has results written into files by the server, and keeps them. Shown at the page's edge while they come, whatever is on the screen. */
@Injectable({ providedIn: 'root' })
export class FileExports {
  readonly #api = inject(Api);
  readonly #document = inject(DOCUMENT);
  readonly #toasts = inject(Toasts);
  readonly #running = signal<readonly RunningExport[]>([]);
  readonly running = this.#running.asReadonly();

  /** Called after the table whose rows they are, where they are of one. */
  async begin(wanted: WantedExport): Promise<void> {
    const { connectionId, kind, text, format } = wanted;
    const table = tableOf(kind, text);
    const called = table?.at(-1)?.trim().slice(0, 200) ?? '';
    const leave = new AbortController();
    const name = `${called === '' ? 'result' : called}.${exportFormats[format].extension}`;
    let shown: RunningExport = {
      name,
      bytes: 0,
      cancel: () => {
        leave.abort();
      },
    };
    const show = (next?: RunningExport): void => {
      this.#running.update((all) => [...all.filter((one) => one !== shown), ...(next ? [next] : [])]);
      shown = next ?? shown;
    };
    show(shown);
    try {
      // The statement runs again: one that changes something would do it twice.
      const file = await this.#api.file(
        queryExport,
        { connectionId, text, format, readOnly: true, source: 'editor', ...(table ? { table: [...table] } : {}) },
        {
          signal: leave.signal,
          came: (bytes) => {
            show({ ...shown, bytes });
          },
        },
      );
      saveFile(this.#document, file, name);
    } catch (error) {
      if (!leave.signal.aborted)
        this.#toasts.fault(told(faultOf(error)), { label: 'Try again', run: () => void this.begin(wanted) });
    } finally {
      show();
    }
  }
}
