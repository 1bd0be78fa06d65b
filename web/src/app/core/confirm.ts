import { Dialog } from '@angular/cdk/dialog';
import { Injectable, inject } from '@angular/core';
import { ConfirmDialog, type ConfirmQuestion } from '../ui/confirm-dialog';

/** Asks before something is lost. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  readonly #dialog = inject(Dialog);

  /** True when the person said yes. */
  async ask(question: ConfirmQuestion): Promise<boolean> {
    const open = this.#dialog.open<boolean, ConfirmQuestion>(ConfirmDialog, {
      data: question,
      role: 'alertdialog',
      ariaLabelledBy: 'dialog-title',
      backdropClass: 'o-scrim',
    });
    return new Promise((resolve) => {
      open.closed.subscribe((yes) => {
        resolve(yes === true);
      });
    });
  }
}
