import { type PeerName, type ServiceName, services } from './operation.js';
import { events, operations } from './registry.js';

/** The JetStream stream that carries every event. */
export const eventStream = 'EVENTS';
/** Where events that could not be handled end up. */
export const deadLetterStream = 'DEAD';
/** The prefix of a peer's reply inbox. Each peer has its own, so that none can read another's answers. */
export const inboxOf = (peer: PeerName): string => `_INBOX_${peer}`;
export const subjectOfEvent = (name: string): string => `events.${name}`;
/** Pulls the next part of a stream from the instance that holds it. */
export const streamSubject = (service: ServiceName, instance: string): string => `stream.${service}.${instance}`;
/** A service answers its health here, each instance for itself. */
export const healthSubject = (service: ServiceName): string => `${service}.service.health`;
/** Told to all gateways, kept by nobody. */
export const sessionEndedSignal = 'signal.auth.session.ended';

/** Told to all runners, kept by nobody: what they remember of a connection is stale. */
export const connectionStaleSignal = 'signal.connections.connection.stale';

/** What one peer may publish and subscribe on the bus: exactly what the contracts say it needs. */
export interface BusPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The bus permissions of a peer, derived from the contracts. */
export function permissionsOf(peer: PeerName): BusPermissions {
  const called = operations.filter((op) => (peer === 'gateway' && op.http !== undefined) || op.callers.includes(peer));
  const publish = new Set(called.map((op) => op.name as string));
  for (const op of called) if (op.stream) publish.add(streamSubject(op.service, '*'));
  const subscribe = new Set([`${inboxOf(peer)}.>`]);
  if (peer === 'gateway') {
    for (const service of services) publish.add(healthSubject(service));
    subscribe.add(sessionEndedSignal);
    return { publish: [...publish], subscribe: [...subscribe] };
  }
  for (const op of operations) {
    if (op.service !== peer) continue;
    subscribe.add(op.name);
    if (op.stream) subscribe.add(streamSubject(peer, '*'));
  }
  subscribe.add(healthSubject(peer));
  if (peer === 'auth') publish.add(sessionEndedSignal);
  if (peer === 'connections') publish.add(connectionStaleSignal);
  if (peer === 'query-runner') subscribe.add(connectionStaleSignal);
  if (events.some((e) => e.publisher === peer)) publish.add(`events.${peer}.>`);
  if (events.some((e) => e.consumers.includes(peer))) {
    publish.add(`$JS.API.CONSUMER.INFO.${eventStream}.${peer}`);
    publish.add(`$JS.API.CONSUMER.MSG.NEXT.${eventStream}.${peer}`);
    publish.add(`$JS.ACK.${eventStream}.${peer}.>`);
    publish.add(`dead.${peer}`);
  }
  return { publish: [...publish], subscribe: [...subscribe] };
}
