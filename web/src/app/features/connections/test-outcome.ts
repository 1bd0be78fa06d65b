import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TestProgress } from '../../core/test-progress';
import { Icon } from '../../ui/icon';
import { durationText } from '../../ui/time-text';

const stageNames: Readonly<Record<string, string>> = {
  guard: 'Address allowed',
  resolve: 'Name resolved',
  dns: 'Name resolved',
  connect: 'Connected',
  tcp: 'Connected',
  greeting: 'Greeted',
  tls: 'Encrypted',
  auth: 'Signed in',
  authenticate: 'Signed in',
  login: 'Signed in',
  database: 'Database opened',
  query: 'Query answered',
  version: 'Version read',
  catalog: 'Catalog read',
  role: 'Rights known',
  latency: 'Latency measured',
};
const runningNames: Readonly<Record<string, string>> = {
  resolve: 'Resolving the name',
  connect: 'Connecting',
  greeting: 'Waiting for its greeting',
  tls: 'Encrypting',
  authenticate: 'Signing in',
  database: 'Opening the database',
  version: 'Reading the version',
  catalog: 'Reading the catalog',
  role: 'Finding out its rights',
  latency: 'Measuring the latency',
};
const failedNames: Readonly<Record<string, string>> = {
  guard: 'Address not allowed',
  resolve: 'Name not resolved',
  dns: 'Name not resolved',
  connect: 'Not connected',
  tcp: 'Not connected',
  greeting: 'No greeting',
  tls: 'Not encrypted',
  auth: 'Not signed in',
  authenticate: 'Not signed in',
  login: 'Not signed in',
  database: 'Database not opened',
  query: 'Query not answered',
  version: 'Version not read',
  catalog: 'Catalog not read',
  role: 'Rights not known',
  latency: 'Latency not measured',
};

/** What a test of a connection found, stage by stage, and what to do about it. */
@Component({
  selector: 'o-test-outcome',
  imports: [Icon],
  template: `
    <div
      class="notice"
      role="status"
      [class.notice-success]="result()?.isValid === true"
      [class.notice-danger]="result()?.isValid === false"
    >
      <o-icon [class.turning]="!result()" [name]="result() ? (result()?.isValid ? 'circle-check' : 'circle-x') : 'loader'" />
      <div class="said">
        <strong>{{ heading() }}</strong>
        @if (result()?.error; as error) {
          <p>{{ error.message }}</p>
          @if (error.hint) {
            <p class="hint">{{ error.hint }}</p>
          }
        } @else if (facts()) {
          <p class="hint">{{ facts() }}</p>
        }
        @if (progress().stages.length > 0 || progress().running) {
          <ol>
            @for (stage of progress().stages; track $index) {
              <li [class.failed]="!stage.ok">
                <o-icon [name]="stage.ok ? 'check' : 'x'" [size]="14" />
                <span>{{ nameOf(stage.name, stage.ok) }}</span>
                @if (stage.detail) {
                  <span class="detail ellipsis" [attr.title]="stage.detail">{{ stage.detail }}</span>
                }
                <span class="ms tabular">{{ time(stage.ms) }}</span>
              </li>
            }
            @if (progress().running; as running) {
              <li class="running">
                <o-icon class="turning" name="loader" [size]="14" />
                <span>{{ runningName(running) }}</span>
              </li>
            }
          </ol>
        }
      </div>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .turning {
      animation: turn 900ms linear infinite;
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
    .said {
      flex: 1;
      min-width: 0;
    }
    .hint {
      color: var(--o-text-dim);
    }
    ol {
      margin-top: 8px;
      padding-top: 6px;
      border-top: 1px solid color-mix(in srgb, currentColor, transparent 88%);
    }
    li {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 22px;
      font-size: var(--o-size-small);
    }
    li o-icon {
      color: var(--o-success);
    }
    li.running {
      color: var(--o-text-dim);
    }
    li.running o-icon {
      color: inherit;
    }
    li.failed o-icon {
      color: var(--o-danger);
    }
    li.failed > span:first-of-type {
      font-weight: 600;
    }
    .detail {
      color: var(--o-text-dim);
      font-family: var(--o-mono);
      font-size: 11.5px;
    }
    .ms {
      margin-left: auto;
      color: var(--o-text-dim);
      white-space: nowrap;
    }
  `,
})
export class TestOutcome {
  readonly progress = input.required<TestProgress>();
  /** What is tested, in a word. */
  readonly host = input('');
  protected readonly result = computed(() => this.progress().result);
  protected readonly time = durationText;
  protected readonly heading = computed(() => {
    const result = this.result();
    if (!result) return `Testing ${this.host() || 'the connection'}…`;
    const { isValid, latencyMs } = result;
    if (!isValid) return 'The test failed';
    return latencyMs === null ? 'Works' : `Works · answers in ${durationText(latencyMs)}`;
  });
  protected readonly facts = computed(() => {
    const { serverVersion, readOnly, replica } = this.result() ?? { serverVersion: null };
    return [serverVersion, readOnly ? 'read-only' : null, replica ? 'a replica' : null]
      .filter((fact) => fact !== null && fact !== '')
      .join(' · ');
  });

  protected runningName(name: string): string {
    return runningNames[name] ?? name;
  }

  protected nameOf(name: string, ok: boolean): string {
    return (ok ? stageNames[name] : failedNames[name]) ?? name;
  }
}
