import { ChangeDetectionStrategy, Component, computed, forwardRef, input, linkedSignal, signal } from '@angular/core';
import { NgTemplateOutlet } from '@angular/common';
import { isExactNumber } from './exact-json';

interface Entry {
  readonly key: string;
  readonly value: unknown;
}
const page = 100;

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null && !isExactNumber(value);

/** One value of a JSON document and, when opened, what is in it. A hundred entries at a time, however many there are. */
@Component({
  selector: 'o-json-node',
  imports: [NgTemplateOutlet, forwardRef(() => JsonNode)],
  template: `
    @if (branch()) {
      <button type="button" class="line" [attr.aria-expanded]="open()" (click)="open.set(!open())">
        <span class="turn" aria-hidden="true">{{ open() ? '▾' : '▸' }}</span><ng-container [ngTemplateOutlet]="name" /><span
          class="dim"
          >{{ summary() }}</span
        >
      </button>
      @if (open()) {
        <div class="inside">
          @for (entry of shown(); track entry.key) {
            <o-json-node [key]="entry.key" [value]="entry.value" [depth]="depth() + 1" [place]="list()" />
          }
          @if (rest() > 0) {
            <button type="button" class="more" (click)="limit.set(limit() + step)">
              Show {{ rest() < step ? rest() : step }} more of {{ rest() }}
            </button>
          }
        </div>
      }
    } @else {
      <div class="line leaf">
        <ng-container [ngTemplateOutlet]="name" /><span [class]="look()">{{ text() }}</span>
      </div>
    }
    <ng-template #name>
      @if (key() !== null) {
        <span [class]="place() ? 'dim' : 'key'">{{ key() }}</span><span class="dim">: </span>
      }
    </ng-template>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      font: 400 12px / 20px var(--o-mono);
      font-variant-ligatures: none;
    }
    .line {
      display: block;
      width: 100%;
      padding: 0 4px 0 18px;
      border-radius: var(--o-radius-small);
      text-align: left;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    button.line:hover {
      background: var(--o-hover);
    }
    .turn {
      display: inline-block;
      width: 14px;
      margin-left: -16px;
      margin-right: 2px;
      color: var(--o-text-faint);
    }
    .inside {
      margin-left: 8px;
      padding-left: 6px;
      border-left: 1px solid var(--o-line);
    }
    .key {
      color: var(--o-code-keyword);
    }
    .dim {
      color: var(--o-text-faint);
    }
    .string {
      color: var(--o-code-string);
    }
    .number {
      color: var(--o-code-number);
    }
    .word {
      color: var(--o-code-function);
    }
    .more {
      padding: 0 4px 0 18px;
      color: var(--o-accent);
      font: 400 12px / 20px var(--o-font);
    }
  `,
})
export class JsonNode {
  readonly key = input<string | null>(null);
  readonly value = input.required<unknown>();
  readonly depth = input(0);
  /** The key is a place in a list. */
  readonly place = input(false);
  protected readonly step = page;
  protected readonly limit = signal(page);
  protected readonly branch = computed(() => isBranch(this.value()));
  protected readonly list = computed(() => Array.isArray(this.value()));
  protected readonly open = linkedSignal(() => this.depth() < 2);
  private readonly keys = computed(() => {
    const value = this.value();
    return isBranch(value) ? Object.keys(value) : [];
  });
  protected readonly rest = computed(() => this.keys().length - this.limit());
  protected readonly shown = computed<readonly Entry[]>(() => {
    const value = this.value();
    if (!isBranch(value)) return [];
    const entries = Object.entries(value) as [string, unknown][];
    return entries.slice(0, this.limit()).map(([key, value]) => ({ key, value }));
  });
  protected readonly summary = computed(() => {
    const count = this.keys().length;
    return this.list() ? `[${count.toString()}]` : `{${count.toString()}}`;
  });
  protected readonly text = computed(() => JSON.stringify(this.value()));
  protected readonly look = computed(() => {
    const value = this.value();
    return typeof value === 'string' ? 'string' : typeof value === 'number' || isExactNumber(value) ? 'number' : 'word';
  });
}
