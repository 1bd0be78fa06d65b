import { CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger } from '@angular/cdk/menu';
import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { markOf } from '../core/connection-mark';
import { Connections } from '../core/connections';
import { Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import { ShellCommands } from './shell-commands';

@Component({
  selector: 'o-connection-picker',
  imports: [CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemRadio, CdkMenuTrigger, Icon, NgTemplateOutlet],
  template: `
    @if (connections.areMany()) {
      <button
        type="button"
        class="btn pick"
        aria-haspopup="dialog"
        [attr.data-mark]="mark(connections.current())"
        (click)="commands.run('connection.choose')"
      >
        <ng-container [ngTemplateOutlet]="chosen" />
      </button>
    } @else {
      <button type="button" class="btn pick" [cdkMenuTriggerFor]="menu" [attr.data-mark]="mark(connections.current())">
        <ng-container [ngTemplateOutlet]="chosen" />
      </button>
    }
    <ng-template #chosen>
      <span class="visually-hidden">Connection:</span>
      @if (connections.current(); as current) {
        <span class="mark-dot"></span>
        <span class="ellipsis">{{ current.name }}</span>
      } @else if (connections.all().length > 0) {
        <span class="ellipsis dim">Choose a connection</span>
      } @else if (connections.list.loading()) {
        <span class="skeleton"></span>
      } @else if (connections.list.fault()) {
        <span class="ellipsis dim">Connections not loaded</span>
      } @else {
        <span class="ellipsis dim">No connections yet</span>
      }
      <o-icon name="chevrons-up-down" [size]="14" />
    </ng-template>
    <ng-template #menu>
      <div class="menu" cdkMenu aria-label="Connections">
        @if (connections.all().length > 0) {
          <div cdkMenuGroup aria-label="Connections">
            @for (connection of connections.all(); track connection.id) {
              <button
                type="button"
                class="menu-item"
                cdkMenuItemRadio
                [cdkMenuItemChecked]="connections.current()?.id === connection.id"
                [attr.data-mark]="mark(connection)"
                (cdkMenuItemTriggered)="workspace.pick(connection.id)"
              >
                <span class="mark-dot"></span>
                <span class="ellipsis">{{ connection.name }}</span>
                <span class="end small">{{ connection.extraOptions.environment ?? connections.labelOf(connection.type) }}</span>
                @if (connections.current()?.id === connection.id) {
                  <o-icon name="check" [size]="14" />
                }
              </button>
            }
          </div>
          <div class="menu-line"></div>
        }
        @if (connections.current(); as current) {
          <button
            type="button"
            class="menu-item"
            cdkMenuItem
            (cdkMenuItemTriggered)="workspace.open({ kind: 'connection', ref: current.id, title: current.name })"
          >
            <o-icon name="pencil" /><span class="ellipsis">Edit {{ current.name }}</span>
          </button>
        }
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="commands.run('connection.new')">
          <o-icon name="plus" />Add a connection
        </button>
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="commands.run('go.connections')">
          <o-icon name="database" />All connections
        </button>
      </div>
    </ng-template>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .pick {
      width: 100%;
      justify-content: flex-start;
      gap: 8px;
      padding: 0 8px;
    }
    .pick o-icon {
      margin-left: auto;
      color: var(--o-text-faint);
    }
    .dim {
      color: var(--o-text-dim);
      font-weight: 400;
    }
    .skeleton {
      width: 110px;
    }
    .menu {
      min-width: 244px;
    }
    .small {
      font-size: var(--o-size-small);
    }
  `,
})
export class ConnectionPicker {
  protected readonly connections = inject(Connections);
  protected readonly workspace = inject(Workspace);
  protected readonly commands = inject(ShellCommands);
  protected readonly mark = markOf;
}
