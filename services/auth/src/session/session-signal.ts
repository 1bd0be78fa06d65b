import { sessionEnded, sessionEndedSignal } from '@orrery/contracts';
import { Bus } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';

/** The number of sessions told of in one message. */
const batch = 500;

/** Tells every gateway at once that sessions ended, since their access tokens would go on for minutes. */
@Injectable()
export class SessionSignal {
  constructor(private readonly bus: Bus) {}

  ended(userId: string, sessionIds: readonly string[]): void {
    for (let from = 0; from < sessionIds.length; from += batch) {
      const told = sessionEnded.parse({ userId, sessionIds: sessionIds.slice(from, from + batch) });
      this.bus.nc.publish(sessionEndedSignal, JSON.stringify(told));
    }
  }
}
