import { Dialog, DialogConfig, type DialogRef } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/overlay';
import { Injectable, inject } from '@angular/core';

export interface DialogLook<Data> {
  /** What the part gets as `DIALOG_DATA`. */
  readonly data?: Data;
  /** Its name, where it has no heading of `o-dialog` to be named by. */
  readonly label?: string;
  /** It asks before something is lost. */
  readonly alert?: boolean;
  readonly panelClass?: string;
}

/** Opens dialogs, all alike: over a dimmed page, named, and giving the focus back. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #dialog = inject(Dialog);

  anyOpen(): boolean {
    return this.#dialog.openDialogs.length > 0;
  }

  /** Answers what the dialog was closed with; undefined when it was dismissed. */
  open<Result = unknown, Data = unknown, Part = unknown>(
    part: ComponentType<Part>,
    look: DialogLook<Data> = {},
  ): Promise<Result | undefined> {
    const config = new DialogConfig<Data, DialogRef<Result, Part>>();
    config.backdropClass = 'o-scrim';
    config.role = look.alert ? 'alertdialog' : 'dialog';
    config.data = look.data ?? null;
    if (look.panelClass !== undefined) config.panelClass = look.panelClass;
    if (look.label === undefined) config.ariaLabelledBy = 'dialog-title';
    else config.ariaLabel = look.label;
    const open = this.#dialog.open<Result, Data, Part>(part, config);
    return new Promise((resolve) => {
      open.closed.subscribe(resolve);
    });
  }
}
