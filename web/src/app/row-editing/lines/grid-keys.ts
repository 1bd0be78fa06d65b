import type { EditingDesk } from '../editing-desk';
import { isMac } from '../../core/keys';

/** What the keys of the grid do, besides moving. */
export class GridKeys {
  constructor(
    private readonly desk: EditingDesk,
    private readonly grid: { move: (event: KeyboardEvent) => boolean },
  ) {}

  /** True where the key was one of ours. */
  press(event: KeyboardEvent): boolean {
    const mod = isMac ? event.metaKey : event.ctrlKey;
    if (mod && !event.altKey) return this.#withMod(event) || this.grid.move(event);
    const at = this.desk.at();
    switch (event.key) {
      case 'F2':
      case 'Enter':
        if (event.altKey && at) this.desk.follow(at);
        else if (at) this.desk.edit(at);
        return at !== null;
      case ' ':
        if (event.shiftKey) return this.grid.move(event);
        return this.desk.toggleRow();
      case 'Insert':
        this.desk.addRow();
        return true;
      case 'Delete':
      case 'Backspace':
        if (this.desk.block()?.wholeRows === true) this.desk.deleteRows();
        else this.desk.setNull();
        return true;
      case 'Escape':
        if (this.desk.side() === null) return false;
        this.desk.side.set(null);
        return true;
    }
    // a character begins to edit the cell anew, as in a spreadsheet
    if (event.key.length === 1 && !event.altKey && !event.ctrlKey && !event.metaKey && at && this.desk.isEditable()) {
      this.desk.edit(at, event.key);
      return true;
    }
    return this.grid.move(event);
  }

  #withMod(event: KeyboardEvent): boolean {
    switch (event.key.toLowerCase()) {
      case 'z':
        if (event.shiftKey) this.desk.redo();
        else this.desk.undo();
        return true;
      case 'y':
        this.desk.redo();
        return true;
      case 'd':
        this.desk.duplicateRows();
        return true;
      case '0':
        this.desk.setNull();
        return true;
      case 'delete':
      case 'backspace':
        this.desk.deleteRows();
        return true;
      default:
        return false;
    }
  }
}
