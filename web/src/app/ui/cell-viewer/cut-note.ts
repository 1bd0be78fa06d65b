import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
} from '@angular/core';
import { Icon } from '../icon';
import { byteSize } from '../result-grid/cell-text';
import type { CutCell } from './cut-cell';

interface State {
  readonly doing: 'nothing' | 'reading' | 'saving';
  readonly said: string;
}
const nothing: State = { doing: 'nothing', said: '' };
const ellipsisBytes = 3;

/** Says that a value was cut, and has it fetched whole. */
@Component({
  selector: 'o-cut-note',
  imports: [Icon],
  template: `
    <p>
      @if (isFetched()) {
        Fetched whole.
      } @else {
        Cut: the first {{ here() }} of this value. {{ cut().otherwise }}
      }
    </p>
    @if (cut().whole) {
      <span class="ways">
        @if (!isFetched()) {
          <button type="button" class="btn btn-small" [disabled]="state().doing !== 'nothing'" (click)="fetch()">
            {{ state().doing === 'reading' ? 'Fetching…' : 'Fetch it whole' }}
          </button>
        }
        <button type="button" class="btn btn-small" [disabled]="state().doing !== 'nothing'" (click)="save()">
          <o-icon name="download" [size]="14" />{{ state().doing === 'saving' ? 'Saving…' : 'Save as file' }}
        </button>
        @if (state().doing !== 'nothing') {
          <button type="button" class="btn btn-ghost btn-small" (click)="stop()">Stop</button>
        }
      </span>
    }
    @if (state().said) {
      <p class="said" role="alert">{{ state().said }}</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 4px 12px;
      flex: none;
      padding: 5px 12px;
      border-bottom: 1px solid var(--o-line);
      background: var(--o-warning-soft);
      font-size: var(--o-size-small);
      line-height: 18px;
    }
    p {
      flex: 1 1 180px;
    }
    .ways {
      display: flex;
      gap: 4px;
    }
    .said {
      flex-basis: 100%;
      color: var(--o-danger);
    }
  `,
})
export class CutNote {
  readonly cut = input.required<CutCell>();
  /** The value as it was sent. */
  readonly value = input.required<unknown>();
  /** It stands for bytes. */
  readonly isBinary = input(false);
  readonly isFetched = input(false);
  readonly fetched = output<unknown>();
  protected readonly state = linkedSignal<CutCell, State>({ source: this.cut, computation: () => nothing });
  protected readonly here = computed(() => {
    const value = this.value();
    if (typeof value !== 'string') return 'part';
    const bytes = new TextEncoder().encode(value).length - ellipsisBytes;
    // What stands for bytes has a mark of two characters, and two digits for each.
    return byteSize(this.isBinary() ? Math.floor((bytes - 2) / 2) : bytes);
  });
  #under: AbortController | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.stop();
    });
  }

  protected fetch(): void {
    void this.#do('reading', async (whole, signal) => {
      const value = await whole.read(signal);
      if (!signal.aborted) this.fetched.emit(value);
    });
  }

  protected save(): void {
    void this.#do('saving', (whole, signal) => whole.save(signal));
  }

  protected stop(): void {
    this.#under?.abort();
  }

  async #do(
    doing: 'reading' | 'saving',
    work: (whole: NonNullable<CutCell['whole']>, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const cut = untracked(this.cut);
    if (!cut.whole) return;
    this.stop();
    const under = new AbortController();
    this.#under = under;
    this.state.set({ doing, said: '' });
    let said = '';
    try {
      await work(cut.whole, under.signal);
    } catch (error) {
      if (!under.signal.aborted) said = error instanceof Error ? error.message : 'It could not be fetched.';
    }
    // By now another cell may be shown.
    if (untracked(this.cut) === cut) this.state.set({ doing: 'nothing', said });
  }
}
