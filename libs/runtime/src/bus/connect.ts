import { inboxOf, type PeerName } from '@orrery/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { ProcessConfig } from '../config.js';
import { errorFields, type Logger } from '../log.js';

/**
 * Connects a process to the bus and stays connected: it waits for a server that is not there yet, and comes back after each loss.
 * Replies arrive under the peer's own inbox prefix, which no other peer may read.
 */
export async function connectBus(peer: PeerName, config: ProcessConfig, log: Logger): Promise<NatsConnection> {
  const nc = await connect({
    servers: config.NATS_URL.split(','),
    name: `orrery-${peer}`,
    inboxPrefix: inboxOf(peer),
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    pingInterval: 5_000,
    maxPingOut: 2,
    ignoreClusterUpdates: true,
    // Each request would take two stack traces in advance: a tenth of what a small call costs.
    noAsyncTraces: true,
    ...(config.NATS_USER ? { user: config.NATS_USER } : {}),
    ...(config.NATS_PASSWORD ? { pass: config.NATS_PASSWORD } : {}),
  });
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') log.warn('The bus is gone; reconnecting');
      else if (status.type === 'reconnect') log.info('The bus is back');
      else if (status.type === 'error') log.error({ error: errorFields(status.error) }, 'The bus refused something');
    }
  })();
  return nc;
}
