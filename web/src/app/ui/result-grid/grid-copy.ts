import { asWritten } from '@orrery/dialects';
import { plainText } from './cell-text';
import { type CopyBlock, type CopyFormat, toCsv, toJson, toMarkdown, toTsv } from './copy-formats';

export interface CopiedNotice {
  readonly rows: number;
  readonly columns: number;
  /** The page is not secure, so the browser lets it copy only by key: the next copy by key takes what was asked for. */
  readonly byKey: boolean;
}

/** A block as text. */
export function blockText(
  block: CopyBlock,
  format: CopyFormat,
  withHeader: boolean,
  insert: ((block: CopyBlock) => string) | null,
): string {
  switch (format) {
    case 'csv':
      return toCsv(block);
    case 'json': {
      const [row] = block.rows;
      const [column] = block.columns;
      const one = block.rows.length === 1 && block.columns.length === 1;
      return one && column?.kind === 'json' && row ? plainText(asWritten(row[0]), 'json') : toJson(block);
    }
    case 'markdown':
      return toMarkdown(block);
    case 'insert':
      return insert?.(block) ?? '';
    case 'tsv':
      return toTsv(block, withHeader);
  }
}

/** Takes text to the clipboard, also where the browser allows that only by its key. */
export class GridCopy {
  /** What the next copy by key puts on the clipboard, instead of the selection. */
  #waiting: { readonly text: string; readonly rows: number; readonly columns: number } | undefined;

  constructor(private readonly tell: (notice: CopiedNotice) => void) {}

  forget(): void {
    this.#waiting = undefined;
  }

  async write(text: string, rows: number, columns: number): Promise<void> {
    let byKey = false;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // without a secure page (plain http in a local network) the clipboard is there only inside of a copy event
      byKey = true;
      this.#waiting = { text, rows, columns };
    }
    this.tell({ rows, columns, byKey });
  }

  /** The browser's own copy, begun by its key: the clipboard can be written at once, also without a secure page. */
  byKey({ clipboardData }: ClipboardEvent, block: CopyBlock | undefined): boolean {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const text = waiting?.text ?? (block && toTsv(block));
    if (!clipboardData || text === undefined) return false;
    clipboardData.setData('text/plain', text);
    this.tell({
      rows: waiting?.rows ?? block?.rows.length ?? 0,
      columns: waiting?.columns ?? block?.columns.length ?? 0,
      byKey: false,
    });
    return true;
  }
}
