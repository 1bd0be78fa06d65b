import { driverList, Fault, kinds, type ResponseOf, connectionsTypeList } from '@orrery/contracts';
import { Bus, errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';

/** One kind of database as its driver describes it. */
export type DriverType = ResponseOf<typeof connectionsTypeList>['items'][number];

/** ms that an answer is good for. The kinds change with a release of query-runner, never in between. */
const goodFor = 30_000;
/** ms that query-runner has to answer. */
const patience = 3_000;

/** The kinds of database, as query-runner's drivers describe themselves. */
@Injectable()
export class DriverTypes {
  private known: { items: readonly DriverType[]; until: number } | undefined;

  constructor(
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'call'>,
    @Inject(LOGGER) private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** All of them. While query-runner is away, what it last said; throws `service_unavailable` where it never said anything. */
  async list(): Promise<readonly DriverType[]> {
    const now = Date.now();
    if (this.known && this.known.until > now) return this.known.items;
    try {
      const { items } = await this.bus.call(driverList, {}, { timeoutMs: patience });
      const understood = items.flatMap((item) => {
        const type = kinds.find((kind) => kind === item.type);
        return type ? [{ ...item, type }] : [];
      });
      this.known = { items: understood, until: now + goodFor };
      return understood;
    } catch (error) {
      if (this.known) {
        this.log.warn({ error: errorFields(error) }, 'The drivers can’t be asked; going on with what they last said');
        return this.known.items;
      }
      throw new Fault('service_unavailable', 'Which databases can be connected is not known right now. Try again in a moment.', {
        cause: error,
      });
    }
  }

  /** One of them. Throws `unknown_type` where there is no driver for it. */
  async get(type: string): Promise<DriverType> {
    const items = await this.list();
    const found = items.find((item) => item.type === type);
    if (found) return found;
    throw new Fault('unknown_type', `Orrery can’t connect to “${type}”. It knows ${items.map((item) => item.type).join(', ')}.`, {
      errors: [{ path: 'type', message: 'is not a type of database that Orrery knows' }],
    });
  }
}
