import { connectionStale, connectionStaleSignal } from '@orrery/contracts';
import { Bus } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';

/** Tells every runner at once that what it remembers of a connection is no longer true. */
@Injectable()
export class StaleSignal {
  constructor(private readonly bus: Bus) {}

  /** Messages of one process keep their order, so a runner hears this before anybody hears the answer. */
  tell(connectionId: string): void {
    this.bus.nc.publish(connectionStaleSignal, JSON.stringify(connectionStale.parse({ connectionId })));
  }
}
