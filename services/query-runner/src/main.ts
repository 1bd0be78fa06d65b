import { boot } from '@orrery/runtime';
import { appModule } from './app.module.js';
import { ChangeSetRow } from './explorer/change-set.entity.js';
import { loadConfig } from './config.js';
import { Query } from './query/query.entity.js';

const config = loadConfig();
await boot({
  service: 'query-runner',
  module: appModule(config),
  config,
  // History is written twice a run. Losing the last moments of it when PostgreSQL itself crashes is a fair price for not waiting for its disk.
  database: { entities: [Query, ChangeSetRow], sessionOptions: '-c synchronous_commit=off' },
});
