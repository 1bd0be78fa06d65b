import { Injectable, inject, untracked } from '@angular/core';
import type { ExportFormat } from '@orrery/contracts';
import { FileExports } from '../../core/file-exports';
import { Workspace } from '../../core/workspace';
import { ExplorerStore } from './explorer.store';

/** What is looked at, elsewhere: every row that matches as a file, and the statement behind it in the editor. */
@Injectable()
export class WholeTable {
  readonly #store = inject(ExplorerStore);
  readonly #files = inject(FileExports);
  readonly #workspace = inject(Workspace);

  /** In the order and with the columns that are shown. */
  export(format: ExportFormat): void {
    const text = untracked(this.#store.answer)?.wholeText;
    const connection = untracked(this.#store.connection);
    if (text !== undefined && connection)
      void this.#files.begin({ connectionId: connection.id, kind: connection.type, text, format });
  }

  openInEditor(): void {
    const text = untracked(this.#store.answer)?.text;
    if (text !== undefined) this.#workspace.openSql({ text, connectionId: this.#store.place?.connectionId ?? null });
  }
}
