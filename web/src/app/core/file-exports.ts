import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { type ExportFormat, exportFormats, Fault, queryExport, queryList } from '@orrery/contracts';
import { Api } from './api';
import { faultOf } from './fault-of';
import { isMaybeOf } from './queries';
import { saveFile } from './save-file';
import { tableOf } from './table-of';

/** A file that is being made, or that could not be. */
export interface FileExport {
  readonly id: number;
  readonly name: string;
  /** How many have come. */
  readonly bytes: number;
  /** Why there is no file; null while it comes. */
  readonly fault: Fault | null;
  /** Stops it, or takes it off the list. */
  leave(): void;
  again(): void;
}

/** What is exported: the result of a statement that only reads. */
export interface WantedExport {
  readonly connectionId: string;
  /** The kind of database, for its language. */
  readonly kind: string | undefined;
  readonly text: string;
  readonly format: ExportFormat;
}

/** Has results written into files by the server, and keeps them. Shown at the page's edge while they come, whatever is on the screen. */
@Injectable({ providedIn: 'root' })
export class FileExports {
  readonly #api = inject(Api);
  readonly #document = inject(DOCUMENT);
  readonly #all = signal<readonly FileExport[]>([]);
  readonly all = this.#all.asReadonly();
  #last = 0;

  /** Called after the table whose rows they are, where they are of one. */
  async begin(wanted: WantedExport): Promise<void> {
    const { connectionId, kind, text, format } = wanted;
    const table = tableOf(kind, text);
    const called = table?.at(-1)?.trim().slice(0, 200) ?? '';
    const stop = new AbortController();
    const id = ++this.#last;
    const name = `${called === '' ? 'result' : called}.${exportFormats[format].extension}`;
    this.#all.update((all) => [
      ...all,
      {
        ...{ id, name, bytes: 0, fault: null },
        leave: () => {
          stop.abort();
          this.#remove(id);
        },
        again: () => {
          this.#remove(id);
          void this.begin(wanted);
        },
      },
    ]);
    try {
      // The statement runs again: one that changes something would do it twice.
      const file = await this.#api.file(
        queryExport,
        { connectionId, text, format, readOnly: true, source: 'editor', ...(table ? { table: [...table] } : {}) },
        {
          signal: stop.signal,
          came: (bytes) => {
            this.#change(id, { bytes });
          },
        },
      );
      saveFile(this.#document, file, name);
      this.#remove(id);
    } catch (error) {
      if (!stop.signal.aborted) this.#change(id, { fault: await this.#told(faultOf(error), wanted) });
    }
  }

  #change(id: number, change: Partial<Pick<FileExport, 'bytes' | 'fault'>>): void {
    this.#all.update((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #remove(id: number): void {
    this.#all.update((all) => all.filter((one) => one.id !== id));
  }

  /** A file that has begun can only break off: what the database said of it stands with its run, which is the last one of that text. */
  async #told(fault: Fault, { connectionId, text }: WantedExport): Promise<Fault> {
    if (fault.code !== 'connection_lost') return fault;
    try {
      const { items } = await this.#api.call(queryList, { connectionId, limit: 20 });
      const run = items.find((one) => isMaybeOf(one, text));
      if (run?.errorMessage)
        return new Fault(fault.code, `The file broke off before its end, and was not kept: ${run.errorMessage}`);
    } catch {
      // Without the history, that it broke off is all there is to tell.
    }
    return fault;
  }
}
