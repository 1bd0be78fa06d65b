import { Injectable, inject } from '@angular/core';
import { ConfirmDialog, type ConfirmQuestion } from '../ui/confirm-dialog';
import { Dialogs } from './dialogs';

/** Asks before something is lost. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  readonly #dialogs = inject(Dialogs);

  /** True when the person said yes. */
  async ask(question: ConfirmQuestion): Promise<boolean> {
    return (await this.#dialogs.open<boolean, ConfirmQuestion>(ConfirmDialog, { data: question, alert: true })) === true;
  }
}
