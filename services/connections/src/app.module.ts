import { KeyRing } from '@orrery/runtime';
import { Module, type Type } from '@nestjs/common';
import { CONFIG, type ConnectionsConfig } from './config.js';
import { ConnectionController } from './connection/connection.controller.js';
import { ConnectionRow } from './connection/connection.entity.js';
import { ConnectionService } from './connection/connection.service.js';
import { ConnectionStore } from './connection/connection.store.js';
import { RingSeals } from './connection/ring-seals.js';
import { StaleSignal } from './connection/stale-signal.js';
import { SampleOffer } from './sample/sample-offer.js';
import { SecretController } from './secret/secret.controller.js';
import { TestController } from './test/test.controller.js';
import { TestService } from './test/test.service.js';
import { DriverTypes } from './type/driver-types.js';
import { TypeController } from './type/type.controller.js';
import { UserEvents } from './user-events.js';

/** The tables of this service. */
export const entities = [ConnectionRow];

/** Wires the slices of this service. */
export function appModule(config: ConnectionsConfig): Type {
  @Module({
    controllers: [ConnectionController, TypeController, TestController, SecretController],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: KeyRing, useFactory: () => new KeyRing(config.KEK) },
      RingSeals,
      StaleSignal,
      ConnectionStore,
      ConnectionService,
      DriverTypes,
      TestService,
      SampleOffer,
      UserEvents,
    ],
  })
  class AppModule {}
  return AppModule;
}
