import type { ExtraOptions } from '@orrery/contracts';
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { untilAborted } from './deadline.js';
import { DriverFault } from './driver.js';

export type SshOptions = NonNullable<ExtraOptions['ssh']>;

/** ms that a tunnel stays open with nothing in it, so that a second stream need not log in again. */
const lingerMs = 2_000;
const keepaliveMs = 15_000;

/** The fingerprint of a host key as OpenSSH prints it. */
const fingerprintOf = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/u, '')}`;

/**
 * The way through an SSH server (RFC 4254 section 7.2, direct-tcpip). It logs in when the first stream is asked for and leaves when the
 * last one is closed. A server whose host key is not the known one is not even told the user's name.
 */
export class SshTunnel {
  private client: Promise<Client> | undefined;
  private open = 0;
  private leaving: NodeJS.Timeout | undefined;

  /** @param connect opens a checked socket to the SSH server */
  constructor(
    private readonly options: SshOptions,
    private readonly connect: (signal: AbortSignal) => Promise<Socket>,
  ) {}

  /** Logs in, for the streams that are asked for soon. Throws `tunnel`, `unreachable`, `timeout`. */
  async enter(signal: AbortSignal): Promise<void> {
    this.open += 1;
    try {
      await this.entered(signal);
    } finally {
      this.leave();
    }
  }

  private entered(signal: AbortSignal): Promise<Client> {
    clearTimeout(this.leaving);
    this.client ??= this.logIn(signal).catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  /** A stream to a host and port as the SSH server sees them. Throws `tunnel`, `unreachable`, `timeout`. */
  async streamTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
    this.open += 1;
    try {
      const client = await this.entered(signal);
      const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>();
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) reject(error);
        else resolve(channel);
      });
      const channel = await untilAborted(promise, signal, 'Going through the SSH tunnel', () => undefined).catch(
        (error: unknown) => {
          throw error instanceof DriverFault ? error : beyondFault(error, host, port);
        },
      );
      channel.once('close', () => {
        this.leave();
      });
      channel.on('error', () => undefined);
      return asSocket(channel);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  private leave(): void {
    this.open -= 1;
    if (this.open > 0) return;
    this.leaving = setTimeout(() => {
      void this.client?.then(
        (client) => client.end(),
        () => undefined,
      );
      this.client = undefined;
    }, lingerMs);
    this.leaving.unref();
  }

  private async logIn(signal: AbortSignal): Promise<Client> {
    const { hostKey, username, password, privateKey, passphrase } = this.options;
    if (hostKey === undefined && password === undefined && privateKey === undefined)
      throw new DriverFault('tunnel', 'The SSH tunnel needs a password or a private key.', {
        hint: 'Enter one of them under “SSH tunnel”.',
      });
    const socket = await this.connect(signal);
    // Loading it takes a while, and few connections need it.
    const { Client: SshClient, utils } = await import('ssh2').then((module) => module.default);
    if (privateKey !== undefined) {
      const parsed = utils.parseKey(privateKey, passphrase);
      if (parsed instanceof Error) {
        socket.destroy();
        throw new DriverFault('tunnel', `The private key of the SSH tunnel can’t be read: ${parsed.message}.`, {
          hint: `Paste all of the key, from BEGIN to END. ${passphrase === undefined ? 'Where it is encrypted, enter its passphrase too.' : 'Check its passphrase.'}`,
        });
      }
    }
    let shown = '';
    const client = new SshClient();
    const config: ConnectConfig = {
      sock: socket,
      username,
      ...(password === undefined ? {} : { password }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(passphrase === undefined ? {} : { passphrase }),
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      hostVerifier: (key: Buffer) => {
        shown = fingerprintOf(key);
        return hostKey?.replace(/=+$/u, '') === shown;
      },
    };
    const { promise, resolve, reject } = Promise.withResolvers<Client>();
    client.once('ready', () => {
      resolve(client);
    });
    client.on('error', reject);
    client.once('close', () => {
      this.client = undefined;
      reject(new Error('the server closed the connection'));
    });
    client.connect(config);
    return untilAborted(promise, signal, 'Logging in to the SSH server', () => client.destroy()).catch((error: unknown) => {
      client.destroy();
      throw error instanceof DriverFault ? error : tunnelFault(error, this.options, shown);
    });
  }
}

/** Why there is no stream (RFC 4254 section 5.1). */
const refusals: Readonly<Record<number, string>> = { 1: 'it does not allow that', 2: 'the connection failed there' };

function beyondFault(error: unknown, host: string, port: number): DriverFault {
  const reason = error instanceof Error && 'reason' in error ? refusals[Number(error.reason)] : undefined;
  const hint =
    'Host and port are those that the SSH server sees: check them from there, that the database is running, and that the SSH server allows forwarding to it (AllowTcpForwarding).';
  return new DriverFault(
    'unreachable',
    `The SSH server can’t reach ${host}:${String(port)}: ${reason ?? 'it gives no reason'}.`,
    { hint },
    { cause: error },
  );
}

function tunnelFault(error: unknown, { hostKey, host, username, password, privateKey }: SshOptions, shown: string): DriverFault {
  const words = error instanceof Error ? error.message : 'unknown reason';
  if (shown !== '' && hostKey === undefined)
    return new DriverFault('tunnel', `The host key of ${host} is not known yet. It shows ${shown}.`, {
      hint: `Compare it with the server’s own (ssh-keygen -lf on the server) and enter it as host key.`,
    });
  if (shown !== '' && hostKey?.replace(/=+$/u, '') !== shown)
    return new DriverFault('tunnel', `${host} shows another host key than the known one: ${shown}.`, {
      hint: 'Somebody may stand in between, or the server was set up anew. Ask whoever runs it before you enter the new key.',
    });
  const level = error instanceof Error && 'level' in error ? error.level : '';
  if (level === 'client-authentication') {
    if (password === undefined && privateKey === undefined)
      return new DriverFault(
        'tunnel',
        `The SSH server ${host} lets the user ${username} in with a password or a private key only.`,
        {
          hint: 'Enter one of them under “SSH tunnel”.',
        },
      );
    const shownThere = [
      ...(privateKey === undefined ? [] : ['that its authorized_keys holds the public half of this private key']),
      ...(password === undefined ? [] : ['the SSH password, and that the server takes passwords']),
    ];
    return new DriverFault('tunnel', `The SSH server ${host} refused the user ${username}.`, {
      hint: `Check the SSH user, and ${shownThere.join('; or ')}.`,
    });
  }
  return new DriverFault('tunnel', `The SSH tunnel could not be opened: ${words}`, {}, { cause: error });
}

/**
 * A channel as database clients know sockets: with what means nothing in a tunnel, and with an end that does not wait for a reader. A
 * channel closes only when all that came through it has been read; who destroys it reads no more.
 */
function asSocket(channel: ClientChannel): Socket {
  const same = (): ClientChannel => channel;
  const close = channel.destroy.bind(channel);
  return Object.assign(channel, {
    destroy: (): ClientChannel => {
      channel.removeAllListeners('data').removeAllListeners('readable').unpipe().resume();
      return close();
    },
    setNoDelay: same,
    setKeepAlive: same,
    setTimeout: same,
    ref: same,
    unref: same,
  }) as unknown as Socket;
}
