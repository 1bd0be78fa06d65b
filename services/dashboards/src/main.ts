import { boot } from '@orrery/runtime';
import { AppModule, entities } from './app.module.js';
import { loadConfig } from './config.js';

await boot({ service: 'dashboards', module: AppModule, config: loadConfig(), database: { entities } });
