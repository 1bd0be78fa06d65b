import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TestProgress } from '../../core/test-progress';
import { Icon } from '../../ui/icon';
import { durationText } from '../../ui/time-text';

/** What a stage is called while it runs, when it has gone well, and when it has failed. */
const stageNames: Readonly<Record<string, readonly [running: string, ok: string, failed: string]>> = {
  instance: ['Finding the instance', 'Instance found', 'Instance not found'],
  resolve: ['Resolving the name', 'Name resolved', 'No address to connect to'],
  tunnel: ['Opening the SSH tunnel', 'SSH tunnel opened', 'SSH tunnel not opened'],
  connect: ['Connecting', 'Connected', 'Not connected'],
  greeting: ['Waiting for its greeting', 'Greeted', 'No greeting'],
  tls: ['Encrypting', 'Encrypted', 'Not encrypted'],
  authenticate: ['Signing in', 'Signed in', 'Not signed in'],
  member: ['Choosing a member of its set', 'Member chosen', 'No fitting member'],
  session: ['Preparing the session', 'Session prepared', 'Session not prepared'],
  database: ['Opening the database', 'Database opened', 'Database not opened'],
  version: ['Reading the version', 'Version read', 'Version too old'],
  catalog: ['Reading the catalog', 'Catalog read', 'Catalog not read'],
  role: ['Finding out its role', 'Role known', 'Role not as asked for'],
  replica: ['Trying the read replica', 'Read replica found', 'Read replica not usable'],
  latency: ['Measuring the latency', 'Latency measured', 'Latency not measured'],
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
                <span class="name">{{ nameOf(stage.name, stage.ok) }}</span>
                @if (stage.detail) {
                  <span class="detail">{{ stage.detail }}</span>
                }
                <span class="ms tabular">{{ time(stage.ms) }}</span>
              </li>
            }
            @if (progress().running; as running) {
              <li class="running">
                <o-icon class="turning" name="loader" [size]="14" />
                <span class="name">{{ runningName(running) }}</span>
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
      align-items: baseline;
      gap: 8px;
      min-height: 22px;
      font-size: var(--o-size-small);
    }
    li o-icon {
      align-self: flex-start;
      margin-top: 3px;
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
    .name {
      flex: none;
    }
    li.failed .name {
      color: var(--o-danger);
      font-weight: 600;
    }
    .detail {
      color: var(--o-text-dim);
      font-family: var(--o-mono);
      font-size: 11.5px;
      overflow-wrap: anywhere;
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
    return stageNames[name]?.[0] ?? name;
  }

  protected nameOf(name: string, ok: boolean): string {
    return stageNames[name]?.[ok ? 1 : 2] ?? name;
  }
}
