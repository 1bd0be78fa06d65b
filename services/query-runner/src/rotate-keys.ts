import { rotateKeys } from '@orrery/runtime';
import { loadRotationConfig } from './config.js';
import { ChangeSetRow } from './explorer/change-set.entity.js';
import { ChangeSetRotationStore } from './explorer/change-set-rotation.store.js';

// A change set may be megabytes: few at a time.
await rotateKeys(
  {
    service: 'query-runner',
    entities: [ChangeSetRow],
    storeOf: (database) => new ChangeSetRotationStore(database),
    batch: 20,
  },
  loadRotationConfig,
);
