import { CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Session } from '../core/session';
import { Theme, type ThemeChoice } from '../core/theme';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Kbd } from '../ui/kbd';
import { ShellCommands } from './shell-commands';

const choices: readonly { readonly choice: ThemeChoice; readonly title: string; readonly icon: IconName }[] = [
  { choice: 'system', title: 'As the system', icon: 'monitor' },
  { choice: 'light', title: 'Light', icon: 'sun' },
  { choice: 'dark', title: 'Dark', icon: 'moon' },
];

@Component({
  selector: 'o-user-menu',
  imports: [CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, Icon, Kbd],
  template: `
    <div class="menu" cdkMenu aria-label="Account">
      @if (session.user(); as user) {
        <div class="who">
          <strong class="ellipsis">{{ user.username ?? user.email }}</strong>
          @if (user.username) {
            <span class="ellipsis">{{ user.email }}</span>
          }
        </div>
        <div class="menu-line"></div>
      }
      <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="commands.run('go.profile')">
        <o-icon name="user" />Profile
      </button>
      <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="commands.run('help.keys')">
        <o-icon name="keyboard" />Keys <o-kbd class="end" keys="?" />
      </button>
      <div class="menu-line"></div>
      <div cdkMenuGroup aria-label="Theme">
        @for (option of choices; track option.choice) {
          <button
            type="button"
            class="menu-item"
            cdkMenuItemRadio
            [cdkMenuItemChecked]="theme.choice() === option.choice"
            (cdkMenuItemTriggered)="theme.choice.set(option.choice)"
          >
            <o-icon [name]="option.icon" />{{ option.title }}
            @if (theme.choice() === option.choice) {
              <o-icon class="end" name="check" />
            }
          </button>
        }
      </div>
      <div class="menu-line"></div>
      <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="commands.run('account.sign-out')">
        <o-icon name="log-out" />Sign out
      </button>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .menu {
      width: 232px;
    }
    .who {
      display: flex;
      flex-direction: column;
      padding: 4px 8px;
    }
    .who strong {
      font-weight: 600;
    }
    .who span {
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
  `,
})
export class UserMenu {
  protected readonly session = inject(Session);
  protected readonly theme = inject(Theme);
  protected readonly commands = inject(ShellCommands);
  protected readonly choices = choices;
}
