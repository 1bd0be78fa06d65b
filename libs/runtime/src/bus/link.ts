import { errors, type NatsConnection } from '@nats-io/transport-node';

/** ms that a call waits for a broken connection to come back before it is refused. */
const grace = 500;

/**
 * Whether the connection to the bus stands. The client itself neither fails what was under way when it breaks nor refuses what is
 * sent while it is broken: both would only time out.
 */
export class Link {
  private up = true;
  private readonly breaks = new Set<(error: Error) => void>();
  private readonly returns = new Set<() => void>();

  constructor(private readonly nc: NatsConnection) {
    void this.watch();
  }

  /** Settles as the work does, or rejects when the connection breaks first, or is broken and does not come back within half a second. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (!this.up && !(await this.back(grace))) throw new errors.ClosedConnectionError();
    return new Promise<T>((resolve, reject) => {
      const broken = (error: Error): void => {
        this.breaks.delete(broken);
        reject(error);
      };
      this.breaks.add(broken);
      work().then(
        (value) => {
          this.breaks.delete(broken);
          resolve(value);
        },
        (error: unknown) => {
          this.breaks.delete(broken);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  get isUp(): boolean {
    return this.up;
  }

  /** Waits, at most so many ms, until the connection stands. Answers whether it does. */
  async back(ms: number): Promise<boolean> {
    if (this.up || this.nc.isClosed()) return this.up;
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.returns.delete(settle);
        resolve(this.up);
      };
      const timer = setTimeout(settle, ms);
      this.returns.add(settle);
    });
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.nc.status()) {
      if (type === 'disconnect') this.break();
      else if (type === 'reconnect') {
        this.up = true;
        for (const settle of [...this.returns]) settle();
      }
    }
    this.break();
    for (const settle of [...this.returns]) settle();
  }

  private break(): void {
    this.up = false;
    for (const broken of [...this.breaks]) broken(new errors.ConnectionError('The connection to the bus broke.'));
  }
}
