import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { Connections } from '../core/connections';
import { markOf } from '../core/connection-mark';
import { countOf, kindWords } from '../core/kind-words';
import { Workspace } from '../core/workspace';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/kbd';
import { durationText } from '../ui/time-text';
import { ShellCommands } from './shell-commands';

/** Where you are, what runs, what it cost. */
@Component({
  selector: 'o-status-bar',
  imports: [Icon, Kbd],
  template: `
    <div class="where" [attr.data-mark]="mark()">
      @if (connection(); as connection) {
        <span class="mark-dot"></span>
        <span class="ellipsis name">{{ connection.name }}</span>
        @if (connection.extraOptions.environment; as environment) {
          <span class="environment" [class.production]="environment === 'production'">{{ environment }}</span>
        }
        @if (connection.extraOptions.readOnly) {
          <span class="dim"><o-icon name="lock" [size]="12" /> read-only</span>
        }
      } @else {
        <span class="dim">No connection</span>
      }
    </div>
    <div class="what" role="status">
      @if (status().running; as running) {
        <o-icon class="turning" name="loader" [size]="14" />
        <span class="ellipsis">{{ running.what }}</span>
        @if (status().rows !== undefined) {
          <span class="tabular">{{ rowsText() }}</span>
        }
      } @else if (status().rows !== undefined || status().time !== undefined) {
        <span class="tabular">{{ costText() }}</span>
      }
    </div>
    @if (status().running; as running) {
      <span class="tabular dim">{{ elapsed() }}</span>
    }
    @if (status().running || others() > 0) {
      <button type="button" class="cancel" (click)="commands.cancel()">
        <o-icon name="stop" [size]="12" />
        {{ status().running ? 'Cancel' : others() === 1 ? 'Cancel 1 running' : 'Cancel ' + others() + ' running' }}
        @if (status().running) {
          <o-kbd keys="esc" />
        }
      </button>
    }
    <span class="end">
      @if (status().position; as position) {
        <span class="tabular">{{ position }}</span>
      }
      <button type="button" class="keys" aria-label="Show all keys" (click)="commands.run('help.keys')">
        <o-icon name="keyboard" [size]="14" />
      </button>
    </span>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'contentinfo', 'aria-label': 'Status' },
  styleUrl: './status-bar.scss',
})
export class StatusBar {
  readonly #workspace = inject(Workspace);
  protected readonly commands = inject(ShellCommands);
  protected readonly connection = inject(Connections).current;
  protected readonly status = this.#workspace.status;
  protected readonly mark = computed(() => markOf(this.connection()));
  protected readonly others = computed(
    () => this.#workspace.running().filter((tab) => tab.id !== this.#workspace.active()?.id).length,
  );
  readonly #now = signal(Date.now());
  protected readonly elapsed = computed(() => {
    const running = this.status().running;
    return running ? durationText(Math.max(this.#now() - running.startedAt, 1)) : '';
  });
  protected readonly rowsText = computed(() => {
    const { rows = 0, cut } = this.status();
    const text = countOf(rows, kindWords(this.connection()?.type).row);
    return cut ? `${text}, cut` : text;
  });
  protected readonly costText = computed(() => {
    const { rows, time } = this.status();
    return [rows === undefined ? '' : this.rowsText(), time === undefined ? '' : durationText(time)]
      .filter((part) => part !== '')
      .join(' · ');
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.status().running) return;
      this.#now.set(Date.now());
      const timer = setInterval(() => {
        this.#now.set(Date.now());
      }, 100);
      onCleanup(() => {
        clearInterval(timer);
      });
    });
  }
}
