import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import type { BackEnd } from './back-end.js';
import { commands } from './commands.js';
import { Data } from './data.js';
import { failureOf, MongoFailure } from './failure.js';
import { Operation, type FailPoint, type OpenCursor } from './operations.js';
import { checkCommand } from './strict/fields.js';
import { isMechanism, Login, type Mechanism, type MongoUser } from './scram.js';
import { Inbox, replyTo, type Message } from './wire.js';
import type { Document } from './document.js';

export interface MongoServerOptions {
  /** Where there are any, whoever comes has to log in. */
  readonly users?: readonly MongoUser[];
  /** How passwords may be proved; SCRAM-SHA-256 where nothing is said. */
  readonly mechanisms?: readonly Mechanism[];
  /** With `requestCert` and `ca`, whoever shows a certificate can log in by it: its user is named by its subject, in `$external`. */
  readonly tls?: TlsOptions;
  /** What it says of itself beyond the usual, such as the members of a replica set. */
  readonly hello?: Document;
  /** A free one where there is none. */
  readonly port?: number;
  /** Who carries out the commands of data; where nobody is named, they are carried out in memory. */
  readonly backEnd?: BackEnd | undefined;
  /** What a client has begun goes on when the client is gone, until somebody kills it. */
  readonly lingers?: boolean;
}

const reading: ReadonlySet<string> = new Set([
  ...['find', 'aggregate', 'getMore', 'killCursors', 'count', 'distinct', 'explain', 'listCollections', 'listIndexes'],
  ...['listDatabases', 'collStats', 'dbStats', 'currentOp', 'killOp', 'serverStatus', 'hostInfo'],
]);
/** Commands of administrators, which no user here is. */
const administrative: ReadonlySet<string> = new Set([
  'shutdown',
  'fsync',
  'setParameter',
  'createUser',
  'dropUser',
  'grantRolesToUser',
]);
const open: ReadonlySet<string> = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'saslStart',
  'saslContinue',
  'authenticate',
  'ping',
  'buildInfo',
  'endSessions',
]);

/**
 * A small MongoDB: the wire protocol over TCP, SCRAM logins, queries and pipelines by mingo, all in memory. What the drivers of MongoDB
 * need is there, and nothing else; a real server's planner, storage and replication are not.
 */
export class MongoServer {
  readonly host = '127.0.0.1';
  readonly data = new Data();
  readonly operations = new Map<number, Operation>();
  readonly cursors = new Map<number, OpenCursor>();
  readonly connections = new Set<Connection>();
  readonly failPoints = new Set<FailPoint>();
  /** Every connection that was ever made. */
  accepted = 0;
  /** Every command that came, by its name. */
  readonly counts = new Map<string, number>();
  /** The most that were worked on at the same time. */
  mostAtOnce = 0;
  #ids = 1_000;
  readonly #listener: Server;

  constructor(readonly options: MongoServerOptions) {
    const accept = (socket: Socket): void => {
      this.accepted += 1;
      const connection = new Connection(this, socket, this.accepted);
      this.connections.add(connection);
      socket.on('close', () => this.connections.delete(connection));
    };
    this.#listener = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept);
    this.#listener.on('tlsClientError', () => undefined);
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return address.port;
  }

  /** Puts documents in, with their BSON types. */
  async seed(db: string, name: string, documents: readonly Document[]): Promise<void> {
    if (this.options.backEnd === undefined) this.data.seed(db, name, documents);
    else await this.options.backEnd.seed(db, name, documents);
  }

  async drop(db: string, name: string): Promise<void> {
    if (this.options.backEnd === undefined) this.data.drop(db, name);
    else await this.options.backEnd.drop(db, name);
  }

  readonly nextId = (): number => (this.#ids += 1);

  async listen(): Promise<void> {
    this.#listener.listen(this.options.port ?? 0, this.host);
    await once(this.#listener, 'listening');
  }

  async stop(): Promise<void> {
    for (const operation of this.operations.values()) operation.interrupt();
    for (const connection of this.connections) connection.socket.destroy();
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await closed;
    await this.options.backEnd?.stop();
  }
}

/** Starts a server on a free port of 127.0.0.1. */
export const startMongo = async (options: MongoServerOptions = {}): Promise<MongoServer> => {
  const server = new MongoServer(options);
  await server.listen();
  return server;
};

/** What a server says of itself. */
const greeting: Document = {
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
};

/** One client. */
export class Connection {
  readonly #inbox = new Inbox();
  #busy: Promise<void> = Promise.resolve();
  #login: Login | undefined;
  #appName = '';
  user: MongoUser | undefined;
  /** The session of its last command. */
  session = '';

  constructor(
    readonly server: MongoServer,
    readonly socket: Socket,
    readonly id: number,
  ) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#take(chunk);
    });
    socket.on('close', () => {
      if (server.options.lingers === true) return;
      for (const operation of server.operations.values()) if (operation.connectionId === id) operation.interrupt();
    });
  }

  /** Somebody who speaks something else, such as TLS, is sent away. */
  #take(chunk: Buffer): void {
    try {
      for (const message of this.#inbox.take(chunk)) this.#busy = this.#busy.then(() => this.#answer(message));
    } catch {
      this.socket.destroy();
    }
  }

  async #answer(message: Message): Promise<void> {
    let reply: Document | Buffer;
    try {
      const answer = await this.#run(message);
      reply = Buffer.isBuffer(answer) ? answer : { ...answer, ok: 1 };
    } catch (error) {
      reply = failureOf(error).reply;
    }
    if (!this.socket.writable) return;
    const drained = this.socket.write(replyTo(message, reply, this.server.nextId()));
    if (drained) return;
    const settled = new AbortController();
    const { signal } = settled;
    const either = Promise.race([once(this.socket, 'drain', { signal }), once(this.socket, 'close', { signal })]);
    await either.catch(() => undefined);
    settled.abort();
  }

  async #run(message: Message): Promise<Document | Buffer> {
    const { body, exact, legacy } = message;
    const [verb = ''] = Object.keys(body);
    const db = legacy ? 'admin' : String(body['$db']);
    const lsid = body['lsid'] as Document | undefined;
    if (lsid !== undefined) this.session = String(lsid['id']);
    if (open.has(verb)) {
      const answer = this.#opening(verb, body, db);
      if (answer !== undefined) return answer;
    } else {
      this.#permit(verb, body, db);
    }
    const { server } = this;
    const operation = new Operation(server.nextId(), this.id, this.#appName, this.user?.name, body);
    server.operations.set(operation.opid, operation);
    server.counts.set(verb, (server.counts.get(verb) ?? 0) + 1);
    server.mostAtOnce = Math.max(server.mostAtOnce, server.operations.size);
    try {
      await this.#failPoint(verb, operation);
      const ours = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
      const handler = server.options.backEnd?.handlerOf(verb) ?? ours;
      checkCommand(verb, body);
      if (handler === undefined) throw new MongoFailure(59, 'CommandNotFound', `no such command: '${verb}'`);
      const { data, operations, cursors, failPoints, nextId } = server;
      return await handler({ data, db, command: body, exact, message, operation, operations, cursors, failPoints, nextId });
    } finally {
      server.operations.delete(operation.opid);
    }
  }

  /** What is answered before anybody has logged in. */
  #opening(verb: string, body: Document, db: string): Document | undefined {
    const users = this.server.options.users ?? [];
    switch (verb) {
      case 'saslStart':
        this.#login = new Login(users, db, this.server.options.mechanisms);
        return this.#login.start(body);
      case 'authenticate':
        return this.#byCertificate(body, users);
      case 'saslContinue': {
        const finished = this.#login?.finish(body);
        if (finished === undefined) throw new MongoFailure(17, 'ProtocolError', 'No login was begun.');
        this.user = finished.user;
        return finished.reply;
      }
      case 'hello':
      case 'isMaster':
      case 'ismaster':
        return this.#hello(body, users);
      default:
        return undefined;
    }
  }

  #hello(body: Document, users: readonly MongoUser[]): Document {
    const client = body['client'] as { application?: { name?: string } } | undefined;
    this.#appName = client?.application?.name ?? this.#appName;
    const first = body['speculativeAuthenticate'] as Document | undefined;
    const speculative = first === undefined ? undefined : this.#speculative(first, users);
    return {
      ...greeting,
      localTime: new Date(),
      connectionId: this.id,
      ...(body['saslSupportedMechs'] === undefined
        ? {}
        : { saslSupportedMechs: this.server.options.mechanisms ?? ['SCRAM-SHA-256'] }),
      ...(speculative === undefined ? {} : { speculativeAuthenticate: speculative }),
      ...this.server.options.hello,
    };
  }

  /** The first step of a login, where the greeting brings one that is understood. */
  #speculative(first: Document, users: readonly MongoUser[]): Document | undefined {
    const { mechanisms = ['SCRAM-SHA-256'] } = this.server.options;
    const { mechanism } = first;
    if (mechanism === 'MONGODB-X509') return this.#byCertificate(first, users);
    if (!isMechanism(mechanism) || !mechanisms.includes(mechanism)) return undefined;
    this.#login = new Login(users, String(first['db']), mechanisms);
    return this.#login.start(first);
  }

  /** A certificate that was verified in the handshake is the identity. */
  #byCertificate(command: Document, users: readonly MongoUser[]): Document {
    const { socket } = this;
    const name =
      socket instanceof TLSSocket && socket.authorized
        ? Object.entries(socket.getPeerCertificate().subject)
            .map(([type, value]) => `${type}=${String(value)}`)
            .toReversed()
            .join(',')
        : undefined;
    const user = users.find((known) => known.db === '$external' && known.name === name);
    if (command['mechanism'] !== 'MONGODB-X509' || user === undefined || (command['user'] ?? name) !== name)
      throw new MongoFailure(18, 'AuthenticationFailed', 'Authentication failed.');
    this.user = user;
    return { dbname: '$external', user: user.name };
  }

  #permit(verb: string, body: Document, db: string): void {
    if ((this.server.options.users ?? []).length === 0) return;
    if (this.user === undefined) throw new MongoFailure(13, 'Unauthorized', `Command ${verb} requires authentication`);
    const pipeline: unknown = body['pipeline'];
    const writes = Array.isArray(pipeline) && pipeline.some((stage: Document) => '$out' in stage || '$merge' in stage);
    if (administrative.has(verb) || (this.user.role === 'read' && (writes || !reading.has(verb))))
      throw new MongoFailure(13, 'Unauthorized', `not authorized on ${db} to execute command { ${verb}: … }`);
  }

  async #failPoint(verb: string, operation: Operation): Promise<void> {
    for (const point of this.server.failPoints) {
      const names: unknown = point.data['failCommands'];
      if (point.times <= 0 || !Array.isArray(names) || !names.includes(verb)) continue;
      point.times -= 1;
      const { blockConnection, blockTimeMS, closeConnection, errorCode } = point.data;
      if (blockConnection === true) await operation.sleep(Number(blockTimeMS));
      if (closeConnection === true) this.socket.destroy();
      if (errorCode !== undefined)
        throw new MongoFailure(Number(errorCode), 'FailPoint', `Failing command via 'failCommand' failpoint`);
    }
  }
}
