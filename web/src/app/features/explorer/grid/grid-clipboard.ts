import { Injectable, inject, untracked } from '@angular/core';
import { Toasts } from '../../../core/toasts';
import { insertsFor } from '../../../core/insert-statements';
import type { CopyBlock, CopyFormat } from '../../../ui/result-grid/copy-formats';
import { blockText } from '../../../ui/result-grid/grid-copy';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Takes the selected block to the clipboard, and what is on it into the table. */
@Injectable()
export class GridClipboard {
  readonly #desk = inject(ExplorerDesk);
  readonly #store = inject(ExplorerStore);
  readonly #toasts = inject(Toasts);

  /** True where there was something to copy. */
  copied(event: ClipboardEvent): boolean {
    if (isField(event.target)) return false;
    const text = this.#text('tsv', false);
    if (text === undefined || !event.clipboardData) return false;
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    this.#tell();
    return true;
  }

  /** `places` are the columns on the screen, left to right. */
  pasted(event: ClipboardEvent, places: readonly number[]): void {
    if (isField(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    this.#desk.paste(text, places);
  }

  async copy(format: CopyFormat, withHeader = false): Promise<void> {
    const text = this.#text(format, withHeader);
    if (text === undefined) return;
    try {
      await navigator.clipboard.writeText(text);
      this.#tell();
    } catch {
      this.#toasts.show('The browser lets this page copy only by its key: Ctrl C.');
    }
  }

  #tell(): void {
    const block = untracked(this.#desk.block);
    const rows = block ? block.bottom - block.top + 1 : 0;
    const columns = block?.places.length ?? 0;
    const amount = rows * columns === 1 ? 'the cell' : `${rows.toLocaleString('en')} × ${columns.toLocaleString('en')} cells`;
    this.#toasts.show(`Copied ${amount}.`);
  }

  #text(format: CopyFormat, withHeader: boolean): string | undefined {
    const block = untracked(this.#desk.block);
    if (!block) return undefined;
    const lines = untracked(this.#desk.lines);
    const rows: unknown[][] = [];
    for (let line = block.top; line <= block.bottom; line += 1)
      rows.push(block.places.map((place) => lines.value(line, place) ?? null));
    const copied = { columns: block.places.flatMap((place) => lines.columns[place] ?? []), rows };
    return blockText(copied, format, withHeader, format === 'insert' ? this.#inserts() : null);
  }

  /** Writes rows as statements that insert them into this table. */
  #inserts(): ((block: CopyBlock) => string) | null {
    const columns = untracked(this.#store.columns);
    const source = { columns: columns.map(({ name }) => name), tableColumns: [...columns] };
    return insertsFor(untracked(this.#store.connection)?.type, untracked(this.#store.answer)?.text ?? '', columns, source);
  }
}
