import { onStopSignal, watchProcess } from '@orrery/runtime';
import { readGatewayConfig } from './config.js';
import { startGateway } from './start.js';

const gateway = await startGateway(readGatewayConfig());
watchProcess(gateway.log);
onStopSignal(gateway.log, () => gateway.stop());
