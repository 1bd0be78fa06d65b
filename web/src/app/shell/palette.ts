import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type Signal,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
} from '@angular/core';
import { type Command, Commands } from '../core/commands';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/kbd';
import { fuzzyScore } from './fuzzy';

const most = 60;

/** What a palette offers, where it isn't everything. */
export interface PaletteOffer {
  readonly placeholder: string;
  readonly commands: Signal<readonly Command[]>;
}

interface Row {
  readonly command: Command;
  /** Set on the first of its group. */
  readonly heading: string | null;
}

@Component({
  selector: 'o-palette',
  imports: [Icon, Kbd],
  template: `
    <div class="typed">
      <o-icon name="search" />
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        [attr.aria-label]="offer?.placeholder ?? 'Go to anything'"
        [placeholder]="offer?.placeholder ?? 'Go to a query, a connection, a command…'"
        autocomplete="off"
        spellcheck="false"
        [attr.aria-activedescendant]="rows().length > 0 ? 'palette-' + at() : null"
        #words
        (input)="typed.set(words.value)"
        (keydown)="move($event)"
      />
      <o-kbd keys="esc" />
    </div>
    <div class="list" id="palette-list" role="listbox" aria-label="Results">
      @for (row of rows(); track row.command.id) {
        @if (row.heading; as heading) {
          <div class="heading" role="presentation">{{ heading }}</div>
        }
        <button
          type="button"
          class="row"
          role="option"
          tabindex="-1"
          [id]="'palette-' + $index"
          [class.at]="$index === at()"
          [attr.aria-selected]="$index === at()"
          (mousemove)="at.set($index)"
          (click)="run(row.command)"
        >
          @if (row.command.mark; as mark) {
            <span class="mark" [attr.data-mark]="mark"><span class="mark-dot"></span></span>
          } @else {
            <o-icon [name]="row.command.icon ?? 'chevron-right'" />
          }
          <span class="ellipsis">{{ row.command.title }}</span>
          @if (row.command.detail; as detail) {
            <span class="detail">{{ detail }}</span>
          }
          @if (row.command.keys; as keys) {
            <o-kbd class="keys" [keys]="keys" />
          }
        </button>
      }
    </div>
    @if (rows().length === 0) {
      <p class="none" role="status">Nothing found for “{{ typed() }}”.</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './palette.scss',
})
export class Palette {
  readonly #commands = inject(Commands);
  protected readonly offer = inject<PaletteOffer | null>(DIALOG_DATA, { optional: true });
  readonly #ref = inject(DialogRef);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly typed = signal('');
  protected readonly rows = computed((): readonly Row[] => {
    const typed = this.typed().trim();
    const all = this.offer?.commands() ?? this.#commands.all().filter((command) => command.id !== 'palette');
    const found = typed === '' ? all : best(typed, all);
    // Without a word to go by, things stand under their headings; with one, the best stands first.
    const sorted = typed === '' ? byGroup(found) : found;
    return sorted.slice(0, most).map((command, index) => ({
      command,
      heading: typed === '' && !this.offer && sorted[index - 1]?.group !== command.group ? command.group : null,
    }));
  });
  protected readonly at = linkedSignal<readonly Row[], number>({ source: this.rows, computation: () => 0 });

  constructor() {
    for (const source of this.#commands.sources()) source.opened?.();
    effect(() => {
      const at = this.at();
      requestAnimationFrame(() => this.#host.querySelector(`#palette-${at.toString()}`)?.scrollIntoView({ block: 'nearest' }));
    });
  }

  protected move(event: KeyboardEvent): void {
    const count = this.rows().length;
    if (event.key === 'ArrowDown') this.at.update((at) => (at + 1) % Math.max(count, 1));
    else if (event.key === 'ArrowUp') this.at.update((at) => (at - 1 + count) % Math.max(count, 1));
    else if (event.key === 'PageDown') this.at.update((at) => Math.min(at + 8, count - 1));
    else if (event.key === 'PageUp') this.at.update((at) => Math.max(at - 8, 0));
    else if (event.key === 'Enter') this.run(this.rows()[this.at()]?.command);
    else return;
    event.preventDefault();
  }

  protected run(command: Command | undefined): void {
    if (!command) return;
    this.#ref.close();
    // The focus goes back first, so that the command may take it further.
    setTimeout(() => {
      command.run();
    });
  }
}

const order = [
  'Query',
  'Saved queries',
  'Recent queries',
  'Connections',
  'Go to',
  'Tabs',
  'View',
  'General',
  'Edit a connection',
  'Account',
];
const rankOf = (group: string): number => (order.includes(group) ? order.indexOf(group) : order.length);
const byGroup = (commands: readonly Command[]): readonly Command[] =>
  commands.toSorted((a, b) => rankOf(a.group) - rankOf(b.group));

function best(typed: string, commands: readonly Command[]): readonly Command[] {
  const scored: { readonly command: Command; readonly score: number }[] = [];
  for (const command of commands) {
    const title = fuzzyScore(typed, command.title);
    const words = fuzzyScore(typed, `${command.title} ${command.group} ${command.words ?? ''}`);
    // Going somewhere is meant more often than changing it.
    const meant = command.group === 'Edit a connection' ? -4 : 0;
    if (title !== null) scored.push({ command, score: title + 3 + meant });
    else if (words !== null) scored.push({ command, score: words - 6 + meant });
  }
  return scored.sort((a, b) => b.score - a.score).map((entry) => entry.command);
}
