import { Fault, sessionEnded, sessionEndedSignal } from '@orrery/contracts';
import { Bus, connectBus, errorFields, type Logger, type ProcessConfig } from '@orrery/runtime';
import type { NatsConnection } from '@nats-io/transport-node';

/** The bus, which may not be there yet: the gateway listens and says so before it has reached anybody. */
export class BusDoor {
  private connected: Bus | undefined;
  private closed = false;

  constructor(
    private readonly config: ProcessConfig,
    private readonly log: Logger,
    private readonly onSessionsEnded: (sessionIds: readonly string[]) => void,
  ) {}

  /** The bus. Throws `service_unavailable` before it was reached for the first time. */
  get bus(): Bus {
    if (!this.connected) throw new Fault('service_unavailable', 'Orrery is starting. Try again in a moment.');
    return this.connected;
  }

  get isUp(): boolean {
    return this.connected?.isUp ?? false;
  }

  /** Connects, however long it takes. */
  async open(): Promise<void> {
    const nc = await connectBus('gateway', this.config, this.log);
    if (this.closed) {
      await nc.close();
      return;
    }
    this.listen(nc);
    this.connected = new Bus(nc, 'gateway');
    this.log.info('Connected to the bus');
  }

  async close(): Promise<void> {
    this.closed = true;
    const nc = this.connected?.nc;
    if (nc && !nc.isClosed()) await (this.isUp ? nc.drain() : nc.close());
  }

  private listen(nc: NatsConnection): void {
    nc.subscribe(sessionEndedSignal, {
      callback: (error, message) => {
        if (error) {
          this.log.error({ error: errorFields(error) }, 'Ended sessions are not heard of');
          return;
        }
        try {
          this.onSessionsEnded(sessionEnded.parse(message.json()).sessionIds);
        } catch (failure) {
          this.log.error({ error: errorFields(failure) }, 'A session’s end was told in words that are not understood');
        }
      },
    });
  }
}
