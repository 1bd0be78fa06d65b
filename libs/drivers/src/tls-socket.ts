import type { ExtraOptions, SslMode } from '@orrery/contracts';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { untilAborted } from './deadline.js';
import { DriverFault } from './driver.js';
import { serverNameOf } from './guarded-socket.js';

/** How TLS is used where a connection does not say: encrypted if the server can, as the databases' own clients do. */
export const defaultSslMode: SslMode = 'prefer';

/** The mode that a connection asks for. */
export const sslModeOf = (options: ExtraOptions): SslMode => options.ssl?.mode ?? defaultSslMode;

/** What each mode verifies: nothing · the chain · the chain and the name. */
export const tlsOptionsOf = (host: string, options: ExtraOptions): ConnectionOptions => {
  const { ca, cert, key, serverName } = options.ssl ?? {};
  const mode = sslModeOf(options);
  const name = serverName ?? serverNameOf(host);
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full',
    ...(name === undefined ? {} : { servername: name }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
};

/** Wraps a connected socket in TLS. `more`: what the kind asks for besides. Throws `tls` and `timeout`. */
export const secureSocket = async (
  socket: Duplex,
  host: string,
  options: ExtraOptions,
  signal: AbortSignal,
  more: ConnectionOptions = {},
): Promise<TLSSocket> => {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  let secure: TLSSocket | undefined;
  try {
    // `host` is what verify-full compares with where there is no server name, as with an address.
    secure = connect({ ...tlsOptionsOf(host, options), ...more, host, socket });
  } catch (error) {
    socket.destroy();
    throw tlsFault(error);
  }
  const opened = secure;
  const onClose = () => {
    reject(new Error('the server closed the connection'));
  };
  opened.once('error', reject);
  opened.once('close', onClose);
  opened.once('secureConnect', () => {
    opened.off('error', reject);
    opened.off('close', onClose);
    opened.on('error', () => undefined);
    resolve(opened);
  });
  return untilAborted(promise, signal, 'The TLS handshake', () => opened.destroy()).catch((error: unknown) => {
    opened.destroy();
    throw error instanceof DriverFault ? error : tlsFault(error);
  });
};

const tlsFault = (error: unknown): DriverFault => {
  const words = error instanceof Error ? error.message : 'unknown reason';
  return new DriverFault('tls', `The encrypted connection could not be set up: ${words}`, {}, { cause: error });
};
