import { errorFields, LOGGER, type Logger } from '@orrery/runtime';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SessionStore } from './session/session.store.js';
import { ThrottleStore } from './throttle/throttle.store.js';

const everyMs = 3_600_000;

/** Removes, once an hour, what ended long ago. */
@Injectable()
export class Sweep implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionStore,
    private readonly failures: ThrottleStore,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      Promise.all([this.sessions.sweep(), this.failures.sweep()]).catch((error: unknown) => {
        this.log.warn({ error: errorFields(error) }, 'Old sessions could not be removed; trying again in an hour');
      });
    }, everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
