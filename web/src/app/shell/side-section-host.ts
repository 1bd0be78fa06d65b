import { NgComponentOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, type Type, effect, input, signal, untracked } from '@angular/core';
import { Icon } from '../ui/icon';
import { Progress } from '../ui/progress';
import type { SideSection } from './side-sections';

/** Draws one section of the side panel: loads its part when it is first open, and keeps it alive, folded. */
@Component({
  selector: 'o-side-section',
  imports: [Icon, NgComponentOutlet, Progress],
  template: `
    @if (folds()) {
      <h2>
        <button type="button" [attr.aria-expanded]="open()" (click)="fold()">
          <o-icon [name]="open() ? 'chevron-down' : 'chevron-right'" [size]="14" />{{ section().title }}
        </button>
      </h2>
    }
    <div class="body" data-pane [hidden]="!open()">
      @if (part(); as part) {
        <ng-container *ngComponentOutlet="part" />
      } @else if (failed()) {
        <p class="failed">
          This part could not be loaded. <button type="button" class="link" (click)="load()">Try again</button>
        </p>
      } @else {
        <o-progress [active]="open()" />
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[style.flex]': "open() ? section().share + ' 1 0' : '0 0 auto'" },
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
    }
    :host + :host {
      border-top: 1px solid var(--o-line);
    }
    h2 {
      flex: none;
    }
    h2 button {
      display: flex;
      align-items: center;
      gap: 4px;
      width: 100%;
      height: 28px;
      padding: 0 8px;
      color: var(--o-text-dim);
      font-size: var(--o-size-tiny);
      font-weight: 600;
      line-height: 20px;
      text-align: left;
    }
    h2 button:hover {
      color: var(--o-text);
    }
    h2 button:focus-visible {
      outline-offset: -2px;
    }
    .body {
      position: relative;
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    .body[hidden] {
      display: none;
    }
    .failed {
      padding: 12px;
      color: var(--o-text-dim);
    }
    .link {
      color: var(--o-accent);
      text-decoration: underline;
    }
  `,
})
export class SideSectionHost {
  readonly section = input.required<SideSection>();
  /** It stands among others, and can be folded to its heading. */
  readonly folds = input(false);
  protected readonly open = signal(true);
  protected readonly part = signal<Type<unknown> | null>(null);
  protected readonly failed = signal(false);

  constructor() {
    effect(() => {
      const { id } = this.section();
      this.open.set(!this.folds() || localStorage.getItem(keptAt(id)) !== 'folded');
    });
    effect(() => {
      if (this.open() && !untracked(this.part))
        untracked(() => {
          this.load();
        });
    });
  }

  protected fold(): void {
    this.open.update((open) => !open);
    localStorage.setItem(keptAt(this.section().id), this.open() ? 'open' : 'folded');
  }

  protected load(): void {
    this.failed.set(false);
    this.section()
      .load()
      .then(
        (part) => {
          this.part.set(part);
        },
        () => {
          this.failed.set(true);
        },
      );
  }
}

const keptAt = (id: string): string => `orrery.side.${id}`;
