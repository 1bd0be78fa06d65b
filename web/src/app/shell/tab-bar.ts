import { CdkDrag, type CdkDragDrop, CdkDropList } from '@angular/cdk/drag-drop';
import { CdkContextMenuTrigger, CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, ElementRef, effect, inject, signal } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Connections } from '../core/connections';
import { isMarked, markOf } from '../core/connection-mark';
import { type Tab, Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import { Frame } from './frame';
import { tabKinds } from './tab-kinds';

@Component({
  selector: 'o-tab-bar',
  imports: [CdkContextMenuTrigger, CdkDrag, CdkDropList, CdkMenu, CdkMenuItem, Icon, MatTooltip],
  templateUrl: './tab-bar.html',
  styleUrl: './tab-bar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', 'aria-label': 'Tabs' },
})
export class TabBar {
  protected readonly workspace = inject(Workspace);
  protected readonly frame = inject(Frame);
  readonly #connections = inject(Connections);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The tab whose menu is open. One menu for all: inside the list of tabs it would have no place. */
  protected readonly menuTab = signal<Tab | null>(null);
  protected readonly iconOf = (tab: Tab) => tabKinds[tab.kind].icon;

  constructor() {
    effect(() => {
      const id = this.workspace.active()?.id;
      requestAnimationFrame(() => {
        if (id)
          this.#host
            .querySelector(`#tab-${CSS.escape(id)}`)
            ?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      });
    });
  }

  protected connectionOf(tab: Tab): string | undefined {
    return tab.connectionId === null ? undefined : this.#connections.byId().get(tab.connectionId)?.name;
  }

  protected markOf(tab: Tab): string | null {
    const connection = tab.connectionId === null ? undefined : this.#connections.byId().get(tab.connectionId);
    // One that nobody marked has no line: a grey one would only be noise.
    return connection && isMarked(connection) ? markOf(connection) : null;
  }

  protected running(tab: Tab): boolean {
    return this.workspace.handle(tab.id).status().running !== undefined;
  }

  protected moved(event: CdkDragDrop<unknown>): void {
    this.workspace.move(event.previousIndex, event.currentIndex);
  }

  protected closeMiddle(event: MouseEvent, tab: Tab): void {
    if (event.button !== 1) return;
    event.preventDefault();
    this.workspace.close(tab.id);
  }

  protected closeOthers(tab: Tab): void {
    for (const other of this.workspace.tabs()) if (other.id !== tab.id) this.workspace.close(other.id);
  }

  protected closeAll(): void {
    for (const tab of this.workspace.tabs()) this.workspace.close(tab.id);
  }

  protected step(event: KeyboardEvent, tab: Tab): void {
    const tabs = this.workspace.tabs();
    if (event.key === 'ArrowRight') this.workspace.step(1);
    else if (event.key === 'ArrowLeft') this.workspace.step(-1);
    else if (event.key === 'Home' && tabs[0]) this.workspace.activate(tabs[0].id);
    else if (event.key === 'End') {
      const last = tabs.at(-1);
      if (last) this.workspace.activate(last.id);
    } else if (event.key === 'Delete') this.workspace.close(tab.id);
    else return;
    event.preventDefault();
    requestAnimationFrame(() => this.#host.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  }
}
