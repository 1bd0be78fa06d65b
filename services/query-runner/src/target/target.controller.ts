import { driverList, Fault, kinds, type RequestOf, type ResponseOf, targetTest } from '@orrery/contracts';
import { describeDrivers, driverOf, type EgressGuard } from '@orrery/drivers';
import { currentUserId, Handles, KeyRing, passwordContext } from '@orrery/runtime';
import { Controller, Inject } from '@nestjs/common';
import { EGRESS } from './egress.js';

const defaultConnectMs = 5_000;

/** What the other services ask about targets: whether one can be reached, and which kinds there are. */
@Controller()
export class TargetController {
  constructor(
    private readonly keys: KeyRing,
    @Inject(EGRESS) private readonly guard: EgressGuard,
  ) {}

  @Handles(targetTest)
  async test({ draft, sealed }: RequestOf<typeof targetTest>): Promise<ResponseOf<typeof targetTest>> {
    const kind = kinds.find((known) => known === draft.type);
    const driver = kind && driverOf(kind);
    if (!driver) throw new Fault('unknown_type', `Orrery can’t connect to “${draft.type}”.`);
    if (sealed && sealed.userId !== currentUserId())
      throw new Fault('credential_unreadable', 'This password is somebody else’s.');
    const password =
      sealed && sealed.sealedPassword !== ''
        ? this.keys.open(
            sealed.sealedPassword,
            passwordContext({
              ...draft,
              id: sealed.connectionId,
              userId: sealed.userId,
              sslMode: draft.extraOptions.ssl?.mode ?? 'prefer',
            }),
          )
        : draft.password;
    return driver.test(
      { ...draft, password },
      {
        connectMs: draft.extraOptions.timeouts?.connectMs ?? defaultConnectMs,
        applicationName: `${draft.extraOptions.applicationName ?? 'Orrery'} test`,
        guard: this.guard,
      },
    );
  }

  @Handles(driverList)
  async list(): Promise<ResponseOf<typeof driverList>> {
    return Promise.resolve({ items: [...describeDrivers()] });
  }
}
