import { Fault, type FaultWire, type Operation, type ServiceName, healthSubject, streamSubject } from '@orrery/contracts';
import { type CustomTransportStrategy, type MessageHandler, NatsContext, Server } from '@nestjs/microservices';
import { headers, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { lastValueFrom } from 'rxjs';
import { type Call, currentCall, withCall } from '../call.js';
import type { ActorVerifier } from '../actor-token.js';
import { errorFields, type Logger } from '../log.js';
import { callDuration } from '../metrics.js';
import { isMetadataUnavailable, isUnstorableText } from '../persistence/unavailable.js';
import { ByteStream, type StreamHub } from './stream-hub.js';
import { decode, encode, header } from './wire.js';

/** Operations answered at one time by one instance; beyond it a call is refused at once rather than queued without bound. */
const maxConcurrent = 500;

/**
 * Listens on the bus for the operations of one service. Nest's own NATS transport erases coded errors, loses replies over the
 * server's limit and knows neither deadlines nor who is behind a call; this one carries all four.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  private readonly subscriptions: Subscription[] = [];
  private active = 0;
  private idle: (() => void) | undefined;

  constructor(
    private readonly nc: NatsConnection,
    private readonly service: ServiceName,
    private readonly verifier: ActorVerifier,
    private readonly hub: StreamHub,
    private readonly log: Logger,
    private readonly health: () => Promise<unknown>,
  ) {
    super();
  }

  listen(done: (error?: unknown) => void): void {
    let streams = false;
    for (const [subject, handler] of this.messageHandlers) {
      const extras = handler.extras as { queue?: string; operation?: Operation } | undefined;
      const op = extras?.operation;
      if (!op) throw new Error(`${subject} is handled without its contract: use @Handles`);
      streams ||= op.stream;
      this.subscribe(subject, op.broadcast ? undefined : op.service, (message) => this.serve(op, handler, message));
    }
    // A service without streams has no right to this subject.
    if (streams) this.subscribe(streamSubject(this.service, this.hub.instance), undefined, (message) => this.hub.answer(message));
    this.subscribe(healthSubject(this.service), undefined, async (message) => {
      message.respond(encode(await this.health()));
    });
    done();
  }

  /** Stops taking calls and waits, at most `graceMs`, for those under way. */
  async drain(graceMs: number): Promise<void> {
    // Streams go on being handed out; new work is not taken.
    const streams = streamSubject(this.service, this.hub.instance);
    for (const subscription of this.subscriptions) if (subscription.getSubject() !== streams) subscription.unsubscribe();
    const until = Date.now() + graceMs;
    while ((this.active > 0 || this.hub.open > 0) && Date.now() < until) {
      await new Promise<void>((resolve) => {
        this.idle = resolve;
        setTimeout(resolve, 50);
      });
    }
  }

  close(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  on(): void {
    throw new Error('The bus connection tells its own state; see connectBus');
  }

  unwrap(): never {
    throw new Error('The bus connection is not handed out; ask for a Bus');
  }

  private subscribe(subject: string, queue: string | undefined, act: (message: Msg) => Promise<void>): void {
    this.subscriptions.push(
      this.nc.subscribe(subject, {
        ...(queue ? { queue } : {}),
        callback: (error, message) => {
          if (error) {
            this.log.error({ error: errorFields(error), subject }, 'A subscription failed');
            return;
          }
          this.active++;
          void act(message)
            .catch((failure: unknown) => {
              this.log.error({ error: errorFields(failure), subject }, 'A message could not be answered');
            })
            .finally(() => {
              this.active--;
              if (this.active === 0) this.idle?.();
            });
        },
      }),
    );
  }

  private async serve(op: Operation, handler: MessageHandler, message: Msg): Promise<void> {
    const started = performance.now();
    const call = this.callOf(message);
    await withCall(call, async () => {
      let outcome = 'ok';
      try {
        if (this.active > maxConcurrent)
          throw new Fault('service_unavailable', 'Too much is asked at once. Try again in a moment.');
        const full = { ...call, ...(await this.actorOf(op, message)) };
        await withCall(full, async () => {
          const answer = await this.handle(op, handler, message);
          if (answer === undefined && op.broadcast) return;
          if (answer instanceof ByteStream) {
            const first = await this.hub.begin(answer.source);
            this.respond(message, first.bytes, first.headers);
          } else this.respond(message, encode(answer));
        });
      } catch (error) {
        const fault = this.toFault(error);
        outcome = fault.code;
        const h = headers();
        h.set(header.fault, fault.code);
        message.respond(encode(fault), { headers: h });
      } finally {
        callDuration.observe({ operation: op.name, outcome }, (performance.now() - started) / 1_000);
      }
    });
  }

  private async handle(op: Operation, handler: MessageHandler, message: Msg): Promise<unknown> {
    const parsed = op.request.safeParse(decode(message, op.exact));
    if (!parsed.success) {
      throw new Fault('invalid_request', 'Something in this request is not as it should be.', {
        errors: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
      });
    }
    const context = new NatsContext([op.name, message.headers]);
    return lastValueFrom(this.transformToObservable(await (handler(parsed.data, context) as Promise<unknown>)), {
      defaultValue: undefined,
    });
  }

  private respond(message: Msg, bytes: Uint8Array, h = headers()): void {
    // The server would drop the connection over it, and the caller would only time out.
    if (bytes.length > (this.nc.info?.max_payload ?? 1_048_576) - 4_096)
      throw new Fault('reply_too_large', 'The answer is too large to be sent in one piece. Ask for less.');
    message.respond(bytes, { headers: h });
  }

  private callOf(message: Msg): Call {
    const h = message.headers;
    const trace = h?.get(header.trace);
    const deadline = Number(h?.get(header.deadline) ?? 0);
    const address = h?.get(header.clientAddress);
    return {
      requestId: h?.get(header.request) ?? randomUUID(),
      ...(trace ? { traceparent: trace } : {}),
      ...(deadline > 0 ? { deadline } : {}),
      ...(address ? { client: { address, agent: h?.get(header.clientAgent) ?? '' } } : {}),
    };
  }

  private async actorOf(op: Operation, message: Msg): Promise<Pick<Call, 'actor' | 'actorToken'>> {
    if (op.access === 'public' || op.access === 'service') return {};
    const token = message.headers?.get(header.actor) ?? '';
    const actor = await this.verifier.verify(token);
    if (op.access === 'account' && actor.via !== 'session')
      throw new Fault('forbidden', 'An access token can’t do this; sign in and do it there.');
    if ((op.access === 'read' || op.access === 'write') && !actor.scopes.includes(op.access))
      throw new Fault('scope_missing', `This access token does not have the scope “${op.access}”.`);
    return { actor, actorToken: token };
  }

  /** What the other side learns of an error. One that nobody expected is logged here, once, and told as a fixed sentence. */
  readonly toFault = (error: unknown): FaultWire => {
    const requestId = currentCall()?.requestId;
    const mark = (fault: Fault): FaultWire => {
      fault.requestId ??= requestId;
      return fault.toWire();
    };
    if (error instanceof Fault) {
      if (error.kind === 'internal') this.log.error({ error: errorFields(error) }, error.message);
      else if (error.cause) this.log.debug({ error: errorFields(error) }, error.message);
      return mark(error);
    }
    if (isMetadataUnavailable(error)) {
      this.log.warn({ error: errorFields(error) }, 'The metadata database is not reachable');
      return mark(new Fault('metadata_unavailable', 'Orrery’s own database is not reachable right now. Try again in a moment.'));
    }
    if (isUnstorableText(error))
      return mark(
        new Fault('invalid_request', 'A text in this request can’t be taken as it is: it may hold a character such as NUL.'),
      );
    this.log.error({ error: errorFields(error) }, 'Unexpected error');
    return mark(new Fault('internal', 'Something went wrong on our side. The request id helps whoever looks into it.'));
  };
}
