import { NgComponentOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, Injector, type Type, computed, effect, inject, input, signal } from '@angular/core';
import { TAB, Workspace } from '../core/workspace';
import { EmptyState } from '../ui/empty-state';
import { Progress } from '../ui/progress';
import { tabKinds } from './tab-kinds';

/** Draws one tab: loads its part when it is first shown, and keeps it alive, hidden, while others are. */
@Component({
  selector: 'o-tab-host',
  imports: [NgComponentOutlet, EmptyState, Progress],
  template: `
    @if (part(); as part) {
      <ng-container *ngComponentOutlet="part; injector: injector()" />
    } @else if (failed()) {
      <o-empty-state
        icon="triangle-alert"
        heading="This part could not be loaded"
        text="The server may have been updated or is not reachable."
      >
        <button type="button" class="btn" (click)="load()">Try again</button>
      </o-empty-state>
    } @else {
      <o-progress [active]="true" />
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      position: relative;
      height: 100%;
      min-height: 0;
    }
  `,
})
export class TabHost {
  readonly tabId = input.required<string>();
  readonly #workspace = inject(Workspace);
  readonly #outer = inject(Injector);
  protected readonly part = signal<Type<unknown> | null>(null);
  protected readonly failed = signal(false);
  protected readonly handle = computed(() => this.#workspace.handle(this.tabId()));
  protected readonly injector = computed(() =>
    Injector.create({ parent: this.#outer, providers: [{ provide: TAB, useValue: this.handle() }] }),
  );

  constructor() {
    const begin = effect(() => {
      if (!this.handle().active()) return;
      begin.destroy();
      this.load();
    });
  }

  protected load(): void {
    this.failed.set(false);
    tabKinds[this.handle().tab().kind].load().then(
      (part) => {
        this.part.set(part);
      },
      () => {
        this.failed.set(true);
      },
    );
  }
}
