import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, signal, untracked } from '@angular/core';
import { Confirm } from '../../core/confirm';
import { Dialogs } from '../../core/dialogs';
import { FormFlag, FormText } from '../../core/form-field';
import { focusFirstError } from '../../core/form-state';
import { faultOf } from '../../core/fault-of';
import { Theme, type ThemeChoice } from '../../core/theme';
import { Toasts } from '../../core/toasts';
import { TAB } from '../../core/workspace';
import { Control, Field } from '../../ui/field';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icons';
import { agoText, exactTimeText } from '../../ui/time-text';
import { DeleteAccount } from './delete-account';
import { ProfileStore, type TokenEntry } from './profile.store';

const themes: readonly { readonly choice: ThemeChoice; readonly title: string; readonly icon: IconName }[] = [
  { choice: 'system', title: 'As the system', icon: 'monitor' },
  { choice: 'light', title: 'Light', icon: 'sun' },
  { choice: 'dark', title: 'Dark', icon: 'moon' },
];

@Component({
  selector: 'o-profile-page',
  imports: [Control, Field, FormFlag, FormText, Icon],
  templateUrl: './profile.page.html',
  styleUrl: './profile.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [ProfileStore],
})
export class ProfilePage {
  protected readonly store = inject(ProfileStore);
  protected readonly theme = inject(Theme);
  readonly #tab = inject(TAB);
  readonly #toasts = inject(Toasts);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #clipboard = inject(Clipboard);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly themes = themes;
  protected readonly ago = agoText;
  protected readonly exact = exactTimeText;
  /** The secret of a token just made. */
  protected readonly secret = signal<string | null>(null);

  constructor() {
    this.store.load();
    effect(() => {
      const dirty = this.store.profile.dirty() || this.store.password.dirty();
      untracked(() => {
        if (this.#tab.tab().dirty !== dirty) this.#tab.change({ dirty });
      });
    });
  }

  protected async saveProfile(): Promise<void> {
    if (await this.store.saveProfile()) this.#toasts.show('Profile saved.');
    else focusFirstError(this.#host);
  }

  protected async changePassword(): Promise<void> {
    if (await this.store.changePassword()) this.#toasts.show('Password changed. Other sessions are signed out.');
    else focusFirstError(this.#host);
  }

  protected async makeToken(): Promise<void> {
    this.secret.set(null);
    const secret = await this.store.makeToken();
    if (secret === undefined) focusFirstError(this.#host);
    else this.secret.set(secret);
  }

  protected copy(text: string): void {
    this.#toasts.show(this.#clipboard.copy(text) ? 'Copied.' : 'The browser refused to copy. Select the text and copy it.');
  }

  protected async revoke(token: TokenEntry): Promise<void> {
    const sure = await this.#confirm.ask({
      heading: `Revoke “${token.name}”?`,
      text: `Whatever uses it is refused from now on.${token.lastUsedAt === null ? ' It was never used.' : ` It was last used ${agoText(token.lastUsedAt)}.`}`,
      action: 'Revoke token',
      danger: true,
    });
    if (!sure) return;
    try {
      await this.store.revokeToken(token.id);
      this.#toasts.show(`Revoked “${token.name}”.`);
    } catch (error) {
      this.#toasts.fault(faultOf(error));
    }
  }

  protected deleteAccount(): void {
    void this.#dialogs.open(DeleteAccount, { data: this.store, alert: true });
  }
}
