import { type Health, health, healthSubject, type ServiceName, services } from '@orrery/contracts';
import type { BusDoor } from '../bus-door.js';

/** ms that a service has to tell how it is. */
const patience = 2_000;
/** ms that an answer is given again: anyone may ask, and asking must not wake six services each time. */
const fresh = 1_000;

/** How one service is. */
export interface ServiceHealth {
  readonly name: ServiceName;
  readonly ok: boolean;
  readonly version: string | null;
  readonly dependencies: readonly { readonly name: string; readonly ok: boolean }[];
}

/** How the whole of Orrery is. */
export interface WholeHealth {
  readonly ok: boolean;
  readonly service: 'gateway';
  readonly version: string;
  /** When it was asked, ISO 8601: an answer is given again for a second. */
  readonly checkedAt: string;
  readonly dependencies: readonly { readonly name: string; readonly ok: boolean }[];
  readonly services: readonly ServiceHealth[];
}

/** Asks everything that Orrery needs how it is. */
export class HealthRound {
  /** The process is going down. */
  draining = false;
  private last: { at: number; answer: Promise<WholeHealth> } | undefined;

  constructor(
    private readonly door: BusDoor,
    private readonly version: string,
  ) {}

  async ready(): Promise<WholeHealth> {
    const now = performance.now();
    if (!this.last || now - this.last.at > fresh) this.last = { at: now, answer: this.ask() };
    const answer = await this.last.answer;
    return this.draining ? { ...answer, ok: false } : answer;
  }

  private async ask(): Promise<WholeHealth> {
    const checkedAt = new Date().toISOString();
    const bus = this.door.isUp;
    const states = await Promise.all(services.map((service) => (bus ? this.askOne(service) : Promise.resolve(missing(service)))));
    return {
      ok: bus && states.every((state) => state.ok),
      service: 'gateway',
      version: this.version,
      checkedAt,
      dependencies: [{ name: 'nats', ok: bus }],
      services: states,
    };
  }

  private async askOne(service: ServiceName): Promise<ServiceHealth> {
    let told: Health;
    try {
      const reply = await this.door.bus.nc.request(healthSubject(service), undefined, { timeout: patience });
      told = health.parse(reply.json());
    } catch {
      return missing(service);
    }
    return {
      name: service,
      ok: told.ok,
      version: told.version,
      dependencies: told.dependencies.map(({ name, ok }) => ({ name, ok })),
    };
  }
}

const missing = (name: ServiceName): ServiceHealth => ({ name, ok: false, version: null, dependencies: [] });
