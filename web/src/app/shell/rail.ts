import { CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Session } from '../core/session';
import { type TabKind, Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Frame } from './frame';
import { ShellCommands } from './shell-commands';
import { UserMenu } from './user-menu';

interface Area {
  readonly title: string;
  readonly icon: IconName;
  readonly kinds: readonly TabKind[];
  readonly command: string;
}

/** The areas of the app. One stands here when it does something. */
const areas: readonly Area[] = [
  { title: 'SQL', icon: 'terminal', kinds: ['sql'], command: 'go.sql' },
  { title: 'Diagram', icon: 'diagram', kinds: ['erd'], command: 'go.erd' },
  { title: 'Connections', icon: 'database', kinds: ['connections', 'connection'], command: 'go.connections' },
  { title: 'History', icon: 'history', kinds: ['history'], command: 'go.history' },
];

@Component({
  selector: 'o-rail',
  imports: [CdkMenuTrigger, Icon, MatTooltip, UserMenu],
  template: `
    <nav aria-label="Areas">
      @for (area of areas; track area.title) {
        <button
          type="button"
          class="area"
          [class.here]="here() === area"
          [attr.aria-current]="here() === area ? 'page' : null"
          [attr.aria-label]="area.title"
          [matTooltip]="across() ? '' : area.title"
          matTooltipPosition="right"
          (click)="go(area)"
        >
          <o-icon [name]="area.icon" [size]="18" />
          @if (across()) {
            <span>{{ area.title }}</span>
          }
        </button>
      }
    </nav>
    <div class="foot">
      @if (!across()) {
        <button
          type="button"
          class="area"
          [attr.aria-label]="frame.panel() ? 'Hide the side panel' : 'Show the side panel'"
          [attr.aria-expanded]="frame.panel()"
          [matTooltip]="frame.panel() ? 'Hide the side panel' : 'Show the side panel'"
          matTooltipPosition="right"
          (click)="frame.togglePanel()"
        >
          <o-icon name="panel-left" [size]="18" />
        </button>
      }
      <button type="button" class="area" [cdkMenuTriggerFor]="menu" [attr.aria-label]="'Account: ' + name()">
        <span class="avatar" aria-hidden="true" [attr.data-initial]="initial()"></span>
      </button>
    </div>
    <ng-template #menu><o-user-menu /></ng-template>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.across]': 'across()' },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      justify-content: space-between;
      width: var(--o-rail);
      padding: 6px 0;
      border-right: 1px solid var(--o-line);
      background: var(--o-chrome);
    }
    nav,
    .foot {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 4px;
    }
    .area {
      position: relative;
      display: grid;
      place-items: center;
      width: 36px;
      height: 36px;
      border-radius: 8px;
      color: var(--o-text-faint);
      transition: background var(--o-fast) var(--o-ease);
    }
    .area:hover,
    .area[aria-haspopup][aria-expanded='true'] {
      background: var(--o-hover);
      color: var(--o-text);
    }
    .area.here {
      background: var(--o-selected);
      color: var(--o-accent-strong);
    }
    // Drawn, not written: a letter is no part of the button’s name.
    .avatar::before {
      content: attr(data-initial);
    }
    .avatar {
      display: grid;
      place-items: center;
      width: 24px;
      height: 24px;
      border-radius: 50%;
      background: var(--o-accent-soft);
      color: var(--o-accent-strong);
      font-size: 11px;
      font-weight: 600;
    }
    :host(.across) {
      flex-direction: row;
      width: auto;
      padding: 6px 8px;
      border-right: 0;
      border-bottom: 1px solid var(--o-line);
    }
    :host(.across) nav,
    :host(.across) .foot {
      flex-direction: row;
    }
    :host(.across) .area {
      display: flex;
      gap: 6px;
      width: auto;
      padding: 0 8px;
      font-size: var(--o-size-small);
      font-weight: 500;
    }
    /* There is no room for every name: the others keep theirs for whoever hears them. */
    :host(.across) .area:not(.here) > span:not(.avatar) {
      display: none;
    }
  `,
})
export class Rail {
  /** Lies across the top of a drawer instead of standing at the side. */
  readonly across = input(false);
  protected readonly frame = inject(Frame);
  protected readonly areas = areas;
  readonly #workspace = inject(Workspace);
  readonly #commands = inject(ShellCommands);
  readonly #session = inject(Session);
  protected readonly here = computed(() => {
    const kind = this.#workspace.active()?.kind;
    return areas.find((area) => kind !== undefined && area.kinds.includes(kind));
  });
  protected readonly name = computed(() => this.#session.user()?.username ?? this.#session.user()?.email ?? '');
  protected readonly initial = computed(() => this.name().charAt(0).toUpperCase());

  protected go(area: Area): void {
    this.#commands.run(area.command);
    this.frame.drawer.set(false);
  }
}
