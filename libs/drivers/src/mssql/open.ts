import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SslMode } from '@orrery/contracts';
import type { ConnectionConfiguration } from 'tedious';
import { abortFault, untilAborted } from '../deadline.js';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { openSocket, wayTo } from '../guarded-socket.js';
import type { Stages } from '../stages.js';
import { secureSocket, sslModeOf } from '../tls-socket.js';
import { faultOf } from './faults.js';
import { Handshake } from './handshake.js';
import { portOfInstance } from './instance.js';
import { sessionSettings } from './settings.js';

/** A connection that has logged in: the stream of its packets, and what was agreed on. */
export interface Opened {
  readonly stream: Duplex;
  readonly packetSize: number;
  /** Five bytes: how the server compares and encodes text that says nothing else. */
  readonly collation: Buffer;
  /** The server that was logged in to: another than was asked for, where that one has sent us on. */
  readonly host: string;
}

/** What tedious's connection holds beyond its documented members. */
interface Tedious extends EventEmitter {
  connect: (done: (error?: Error) => void) => void;
  close: () => void;
  getInitialSql: () => string;
  performTlsNegotiation: (prelogin: { readonly encryptionString?: string }, signal: AbortSignal) => Promise<void>;
  readonly messageIo: {
    readonly incomingMessageStream: NodeJS.WritableStream;
    readonly outgoingMessageStream: NodeJS.ReadableStream & { packetSize: number };
    tlsNegotiationComplete: boolean;
    packetSize: () => number;
  };
  readonly databaseCollation: { toBuffer: () => Buffer } | undefined;
}

/** What tedious tells of an error of the server. */
interface ErrorToken {
  readonly number: number;
  readonly state: number;
  readonly class: number;
  readonly message: string;
}

/** How often a server may send us on to another: Azure does once. */
const mostRedirects = 3;
/** Larger packets mean fewer of them; TLS takes no more than 16 KiB in one. */
const packetBytes = 16_000;
const defaultCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const option = (target: Target, name: string): string => {
  const value = target.extraOptions.driver?.[name];
  return typeof value === 'string' ? value : '';
};

/** Connects and logs in: the sockets and TLS are ours, pre-login and login are tedious's. Throws DriverFault. */
export const openMssql = async (
  target: Target,
  options: Pick<ConnectOptions, 'guard' | 'applicationName'>,
  signal: AbortSignal,
  stages?: Stages,
): Promise<Opened> => {
  if (target.username === '') throw new DriverFault('login', 'A user name is needed.');
  if (target.extraOptions.ssl?.cert !== undefined) {
    throw new DriverFault('tls', 'SQL Server does not log in by client certificate.', {
      hint: 'Take certificate and key out of the options of the connection.',
    });
  }
  return new Login(target, options, signal, stages).run();
};

/** One attempt to log in. */
class Login {
  #host: string;
  #redirects = -1;
  #socket: Socket | undefined;
  #stream: Duplex | undefined;
  #error: ErrorToken | undefined;
  /** What ended the attempt and tedious does not tell. */
  #fault: DriverFault | undefined;
  #ended = Promise.withResolvers<never>();
  #greeted = Promise.withResolvers<string>();
  #loggedIn = Promise.withResolvers<string>();
  #stage: Promise<unknown> = Promise.resolve();

  constructor(
    readonly target: Target,
    readonly options: Pick<ConnectOptions, 'guard' | 'applicationName'>,
    readonly signal: AbortSignal,
    readonly stages: Stages | undefined,
  ) {
    this.#host = target.host;
    for (const { promise } of [this.#ended, this.#greeted, this.#loggedIn]) promise.catch(() => undefined);
  }

  async run(): Promise<Opened> {
    // Loading it takes a third of a second and 30 MB, which a runner without SQL Server does not need.
    const { Connection } = await import('tedious');
    const connection = new Connection(this.#configuration()) as unknown as Tedious;
    connection.on('error', () => undefined);
    connection.on('rerouting', () => {
      this.#socket = undefined;
    });
    connection.on('errorMessage', (token: ErrorToken) => {
      this.#error ??= token;
    });
    connection.getInitialSql = () => sessionSettings;
    connection.performTlsNegotiation = ({ encryptionString }) => this.#secure(connection, encryptionString ?? '');
    const connected = new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    try {
      await untilAborted(Promise.race([connected, this.#ended.promise]), this.signal, 'Logging in', () => {
        this.#giveUp();
      });
      this.#loggedIn.resolve(this.#stream === this.#socket ? 'not encrypted' : '');
      await this.#stage;
    } catch (error) {
      const fault = this.#faultOf(error);
      this.#greeted.reject(fault);
      this.#loggedIn.reject(fault);
      await this.#stage.catch(() => undefined);
      this.#giveUp();
      throw fault;
    }
    return this.#takeOver(connection);
  }

  /** Only an error of the socket makes tedious stop at once; otherwise it waits for its time-out. */
  #giveUp(): void {
    this.#socket?.destroy(new Error('given up'));
  }

  /** tedious has done its part: from here on the packets are ours. */
  #takeOver(connection: Tedious): Opened {
    const { messageIo, databaseCollation } = connection;
    const stream = this.#stream;
    if (stream === undefined) throw new DriverFault('connection-lost', 'The server closed the connection while logging in.');
    stream.unpipe(messageIo.incomingMessageStream);
    messageIo.outgoingMessageStream.unpipe(stream);
    return {
      stream,
      packetSize: messageIo.packetSize(),
      collation: databaseCollation?.toBuffer() ?? defaultCollation,
      host: this.#host,
    };
  }

  #configuration(): ConnectionConfiguration {
    const { target, options } = this;
    const { username: userName, password } = target;
    const domain = option(target, 'domain');
    return {
      server: target.host,
      authentication:
        domain === ''
          ? { type: 'default', options: { userName, password } }
          : { type: 'ntlm', options: { userName, password, domain } },
      options: {
        port: target.port,
        ...(target.dbName === '' ? {} : { database: target.dbName }),
        appName: options.applicationName.slice(0, 63),
        workstationId: 'orrery',
        encrypt: sslModeOf(target.extraOptions) !== 'disable',
        readOnlyIntent: target.extraOptions.readOnly === true || target.extraOptions.driver?.['readOnlyIntent'] === true,
        // Its types know nothing of what it calls this with.
        connector: (place?: { host: string; port: number }) =>
          this.#connect(place?.host ?? target.host, place?.port ?? target.port),
        packetSize: packetBytes,
        maxRetriesOnTransientErrors: 0,
        // The signal of ours knows the time that is left; this is the longest it may be.
        connectTimeout: 60_000,
        requestTimeout: 0,
      },
    };
  }

  /** A socket for tedious; called again where the server sends us on. */
  async #connect(host: string, port: number): Promise<Socket> {
    const { target, options, signal, stages } = this;
    this.#redirects += 1;
    try {
      if (this.#redirects > mostRedirects) throw new DriverFault('unreachable', 'The server sends on and on to other servers.');
      if (this.#redirects > 0) {
        this.#loggedIn.resolve(`sent on to ${host}:${String(port)}`);
        await this.#stage;
        this.#greeted = Promise.withResolvers();
        this.#loggedIn = Promise.withResolvers();
        for (const { promise } of [this.#greeted, this.#loggedIn]) promise.catch(() => undefined);
      }
      this.#host = host;
      const instance = this.#redirects === 0 ? option(target, 'instanceName') : '';
      const find = async () => {
        const found = instance === '' ? port : await portOfInstance(host, instance, options.guard, signal);
        return { port: found, addresses: await wayTo(this.target, options.guard, signal, host, found) };
      };
      const place = await (stages?.run('resolve', find, ({ addresses }) =>
        [...addresses.map(({ address }) => address), ...(instance === '' ? [] : [instance])].join(', '),
      ) ?? find());
      const open = () => openSocket(place.addresses, place.port, signal);
      const socket = await (stages?.run('connect', open) ?? open());
      this.#socket = socket;
      this.#stream = socket;
      socket.once('close', () => {
        // A socket that was left for another one may close.
        if (this.#socket === socket) this.#ended.reject(lost());
      });
      const greeted = this.#greeted.promise;
      this.#stage = stages?.run('greeting', () => greeted, String) ?? greeted;
      this.#stage.catch(() => undefined);
      return socket;
    } catch (error) {
      if (error instanceof DriverFault) this.#fault = error;
      throw error;
    }
  }

  /** The server has greeted and said whether it encrypts. */
  async #secure(connection: Tedious, encryption: string): Promise<void> {
    const { target, stages } = this;
    this.#greeted.resolve('');
    await this.#stage;
    const offered = encryption === 'ON' || encryption === 'REQ';
    const mode = sslModeOf(target.extraOptions);
    if (offered || (mode !== 'disable' && mode !== 'prefer')) {
      const begin = () => this.#encrypt(connection, mode, offered);
      try {
        await (stages?.run('tls', begin, String) ?? begin());
      } catch (error) {
        if (error instanceof DriverFault) this.#fault = error;
        throw error;
      }
    }
    const loggedIn = this.#loggedIn.promise;
    this.#stage = stages?.run('authenticate', () => loggedIn, String) ?? loggedIn;
    this.#stage.catch(() => undefined);
  }

  /** Puts TLS between tedious and the socket, as far as both sides want it. Answers its version. */
  async #encrypt({ messageIo }: Tedious, mode: SslMode, offered: boolean): Promise<string> {
    if (mode === 'disable') {
      throw new DriverFault('tls', 'The server takes encrypted connections only.', { hint: 'Choose the TLS mode `require`.' });
    }
    // tedious would go on in clear text, password and all.
    const socket = this.#socket;
    if (!offered || socket === undefined) throw new DriverFault('tls', 'The server does not speak TLS.');
    const { incomingMessageStream: incoming, outgoingMessageStream: outgoing } = messageIo;
    socket.unpipe(incoming);
    outgoing.unpipe(socket);
    const handshake = new Handshake(socket);
    // The handshake of TLS 1.3 goes on after the client takes it for done, when nothing would unwrap it any more.
    const most = { maxVersion: 'TLSv1.2' } as const;
    const secure = await secureSocket(handshake, this.#host, this.target.extraOptions, this.signal, most);
    handshake.unwrap();
    socket.once('close', () => secure.destroy());
    secure.pipe(incoming);
    outgoing.pipe(secure);
    messageIo.tlsNegotiationComplete = true;
    this.#stream = secure;
    return secure.getProtocol() ?? '';
  }

  #faultOf(error: unknown): DriverFault {
    if (this.#fault !== undefined) return this.#fault;
    if (this.signal.aborted) return abortFault(this.signal, 'Logging in');
    if (this.#error !== undefined) {
      const { number, state, class: level, message } = this.#error;
      return faultOf({ isError: true, number, state, level, text: message, procedure: '', line: 0 });
    }
    if (error instanceof DriverFault) return error;
    return lost(error);
  }
}

const lost = (cause?: unknown): DriverFault =>
  new DriverFault('connection-lost', 'The server closed the connection while logging in.', {}, { cause });
