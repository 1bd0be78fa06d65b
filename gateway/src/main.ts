import { onStopSignal, watchProcess } from '@orrery/runtime';
import { readGatewayConfig } from './config.js';
import { startGateway } from './start.js';

const { log, stop } = await startGateway(readGatewayConfig(process.env));
watchProcess(log);
onStopSignal(log, () => stop());
