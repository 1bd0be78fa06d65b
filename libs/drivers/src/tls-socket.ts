import type { ExtraOptions, SslMode } from '@orrery/contracts';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { untilAborted } from './deadline.js';
import { DriverFault } from './driver.js';
import { codeOf, serverNameOf } from './guarded-socket.js';

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
  const { cert, key } = options.ssl ?? {};
  if (cert !== undefined && key === undefined) {
    socket.destroy();
    throw new DriverFault('tls', 'The client certificate can’t be shown: its key is missing.', {
      hint: 'Enter the client key that belongs to it, or take the client certificate out.',
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  let secure: TLSSocket | undefined;
  try {
    // `host` is what verify-full compares with where there is no server name, as with an address.
    secure = connect({ ...tlsOptionsOf(host, options), ...more, host, socket });
  } catch (error) {
    socket.destroy();
    throw tlsFault(error, options.ssl?.serverName ?? host);
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
    throw error instanceof DriverFault ? error : tlsFault(error, options.ssl?.serverName ?? host);
  });
};

/** What is wrong with a certificate, by the code of Node.js, and what to do about it. `name`: the one that was looked for. */
const certificateWords = (code: string, name: string): readonly [message: string, hint: string] | undefined => {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return [
        'The certificate of the server has expired.',
        'Have it renewed there; until then “require” encrypts without verifying.',
      ];
    case 'CERT_NOT_YET_VALID':
      return ['The certificate of the server is not valid yet.', 'Check the clocks of the server and of this machine.'];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return [
        'The certificate of the server is signed by nobody who is known here.',
        'Put the certificate of whoever signed it (or its own, where it signs itself) into “CA certificate”.',
      ];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        `The certificate of the server is not for ${name}.`,
        'Give the name that it is for as “Server name”, or choose “verify-ca”, which does not compare names.',
      ];
    default:
      return undefined;
  }
};

/** Why there is no encrypted connection. `host`: the name that the certificate should be for. */
export const tlsFault = (error: unknown, host: string): DriverFault => {
  const known = certificateWords(codeOf(error), host);
  if (known !== undefined) return new DriverFault('tls', known[0], { hint: known[1] }, { cause: error });
  const words = error instanceof Error ? error.message : 'unknown reason';
  return new DriverFault('tls', `The encrypted connection could not be set up: ${words}`, {}, { cause: error });
};

/** What an encrypted connection rests on: `TLSv1.3, certificate of db.example.org by Example CA until 2027-05-01`. */
export const tlsWords = (stream: TLSSocket): string => {
  const { subject, issuer, valid_to: until } = stream.getPeerCertificate();
  const end = new Date(until);
  const [of, by] = [nameIn(subject), nameIn(issuer)];
  return [
    stream.getProtocol() ?? '',
    [
      'certificate',
      ...(of === '' ? [] : [`of ${of}`]),
      ...(by === '' ? [] : [by === of ? 'by itself' : `by ${by}`]),
      ...(Number.isNaN(end.getTime()) ? [] : [`until ${end.toISOString().slice(0, 10)}`]),
    ].join(' '),
    ...(stream.authorized ? [] : ['not verified']),
  ].join(', ');
};

/** A name of a certificate may be there more than once, or not at all. */
const nameIn = (of: { readonly CN?: string | string[]; readonly O?: string | string[] } | undefined): string =>
  [of?.CN ?? of?.O ?? ''].flat()[0]?.slice(0, 100) ?? '';
