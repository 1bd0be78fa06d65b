import { inboxOf, type Operation, type RequestOf, type ResponseOf, type ServiceName } from '@orrery/contracts';
import { ActorVerifier, BusServer, type ByteStream, createLogger, StreamHub } from '@orrery/runtime';
import { connect } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';

/** How a fake service answers one operation. */
export interface FakeAnswer {
  readonly op: Operation;
  readonly answer: (request: unknown) => Promise<unknown>;
}

/** Says how an operation is answered. Throw a Fault to answer with it. */
export const answering = <O extends Operation>(
  op: O,
  answer: (request: RequestOf<O>) => ResponseOf<O> | ByteStream | Promise<ResponseOf<O> | ByteStream>,
): FakeAnswer => ({ op, answer: async (request) => answer(request as RequestOf<O>) });

export interface FakeServiceOptions {
  readonly url: string;
  readonly service: ServiceName;
  /** Verifies the actors of calls, as the real service does. */
  readonly actorPublicKey: string;
  readonly answers: readonly FakeAnswer[];
}

export interface FakeService {
  /** Says something on the bus. */
  tell(subject: string, payload: unknown): Promise<void>;
  /** Streams whose end has not been handed out. */
  openStreams(): number;
  /** Leaves the bus without a word, as a killed process does. */
  die(): Promise<void>;
}

/** A service on a real bus, with the real bus server, that answers what a test says. */
export async function startFakeService(options: FakeServiceOptions): Promise<FakeService> {
  const { service } = options;
  const nc = await connect({ servers: options.url, inboxPrefix: inboxOf(service), name: `fake-${service}` });
  const hub: StreamHub = new StreamHub(`${service}-${randomUUID().slice(0, 8)}`, (error) => server.toFault(error));
  const log = createLogger(service, 'silent', 'test');
  const health = { ok: true, service, version: 'test', dependencies: [{ name: 'postgres', ok: true }] };
  const verifier = await ActorVerifier.of(options.actorPublicKey);
  const server: BusServer = new BusServer(nc, service, verifier, hub, log, () => Promise.resolve(health));
  for (const { op, answer } of options.answers) server.addHandler(op.name, answer, false, { operation: op });
  server.listen(() => undefined);
  await nc.flush();
  return {
    tell: async (subject, payload) => {
      nc.publish(subject, JSON.stringify(payload));
      await nc.flush();
    },
    openStreams: () => hub.open,
    die: () => nc.close(),
  };
}
