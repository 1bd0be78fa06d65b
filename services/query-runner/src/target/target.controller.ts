import { driverList, Fault, kinds, type RequestOf, type ResponseOf, targetTest } from '@orrery/contracts';
import { describeDrivers, driverOf, type EgressGuard } from '@orrery/drivers';
import { ByteStream, currentUserId, Handles, KeyRing } from '@orrery/runtime';
import { Controller, Inject } from '@nestjs/common';
import { LineStream } from '../catalog/line-stream.js';
import { EGRESS } from './egress.js';
import { unseal } from './unseal.js';
import { watchedTest } from './watched-test.js';

const defaultConnectMs = 5_000;

/** What the other services ask about targets: whether one can be reached, and which kinds there are. */
@Controller()
export class TargetController {
  constructor(
    private readonly keys: KeyRing,
    @Inject(EGRESS) private readonly guard: EgressGuard,
  ) {}

  @Handles(targetTest)
  test({ draft, sealed }: RequestOf<typeof targetTest>): Promise<ByteStream> {
    const kind = kinds.find((known) => known === draft.type);
    const driver = kind && driverOf(kind);
    if (!driver) throw new Fault('unknown_type', `Orrery can’t connect to “${draft.type}”.`);
    if (sealed && sealed.userId !== currentUserId())
      throw new Fault('credential_unreadable', 'This password is somebody else’s.');
    const target = sealed ? unseal({ ...draft, ...sealed, id: sealed.connectionId }, this.keys) : draft;
    const stream = new LineStream((signal) =>
      watchedTest(driver, target, {
        connectMs: draft.extraOptions.timeouts?.connectMs ?? defaultConnectMs,
        applicationName: `${draft.extraOptions.applicationName ?? 'Orrery'} test`,
        guard: this.guard,
        signal,
      }),
    );
    return Promise.resolve(new ByteStream(stream));
  }

  @Handles(driverList)
  async list(): Promise<ResponseOf<typeof driverList>> {
    return Promise.resolve({ items: [...describeDrivers()] });
  }
}
