import { readConfig, serviceSettings } from '@orrery/runtime';
import { z } from 'zod';

/** The settings of this service. The only place here that reads the environment. */
export const loadConfig = () => readConfig(z.object(serviceSettings), process.env);
