import { rotateKeys } from '@orrery/runtime';
import { loadRotationConfig } from './config.js';
import { ConnectionRow } from './connection/connection.entity.js';
import { ConnectionRotationStore } from './rotation/rotation.store.js';

await rotateKeys(
  {
    service: 'connections',
    entities: [ConnectionRow],
    storeOf: (database) => new ConnectionRotationStore(database),
    batch: 500,
  },
  loadRotationConfig,
);
