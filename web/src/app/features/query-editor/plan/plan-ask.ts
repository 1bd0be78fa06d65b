import { signal } from '@angular/core';
import { type Fault, queryExplain, type ResponseOf } from '@orrery/contracts';
import type { Api } from '../../../core/api';
import { faultOf } from '../../../core/fault-of';
import type { RunPart } from '../run-target';

export type Plan = ResponseOf<typeof queryExplain>;

/** One question for the plan of a statement, from sending to its answer. */
export class PlanAsk {
  readonly plan = signal<Plan | null>(null);
  readonly fault = signal<Fault | null>(null);
  readonly asking = signal(true);
  readonly startedAt = Date.now();
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();

  constructor(
    api: Pick<Api, 'call'>,
    readonly connectionId: string,
    readonly part: RunPart,
    readonly analyze: boolean,
  ) {
    this.ended = api
      .call(queryExplain, { connectionId, text: part.text, analyze, source: 'editor' }, { signal: this.#abort.signal })
      .then(
        (plan) => {
          this.plan.set(plan);
        },
        (error: unknown) => {
          this.fault.set(faultOf(error));
        },
      )
      .finally(() => {
        this.asking.set(false);
      });
  }

  /** Leaves it; what runs for it on the server is cancelled there. */
  cancel(): void {
    this.#abort.abort();
  }
}
