import { boot } from '@orrery/runtime';
import { appModule, entities } from './app.module.js';
import { loadConfig } from './config.js';

const config = loadConfig();
await boot({ service: 'connections', module: appModule(config), config, database: { entities } });
