import { createHash } from 'node:crypto';
import { DriverFault, type ConnectOptions, type Target } from '../driver.js';
import { postgresFault } from './faults.js';
import { fieldsOf, Kind, passwordMessage, saslFirst, saslNext, startup } from './messages.js';
import { mechanism, Scram } from './scram.js';
import type { Wire } from './wire.js';

/** What a server tells of itself while one logs in. */
export interface Login {
  readonly processId: number;
  readonly secretKey: number;
  readonly serverVersion: string;
  /** The encoding of the database: `UTF8`, `SQL_ASCII`, … */
  readonly serverEncoding: string;
}

/** The kinds of authentication request (protocol, "Message Formats"). */
const Request = { ok: 0, cleartext: 3, md5: 5, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;
/** More messages than any login takes, and longer ones. */
const mostMessages = 500;
const longestMessage = 64 * 1024;

/** Logs in over a connection on which nothing was said yet. Throws DriverFault. */
export const logIn = async (wire: Wire, target: Target, options: ConnectOptions, encrypted: boolean): Promise<Login> => {
  try {
    return await new Dialogue(wire, target, encrypted).run(options.applicationName.slice(0, 63));
  } catch (error) {
    throw wire.socket.broken(error, 'PostgreSQL');
  }
};

class Dialogue {
  #scram: Scram | undefined;
  #processId = 0;
  #secretKey = 0;
  #serverVersion = '';
  #serverEncoding = '';

  constructor(
    readonly wire: Wire,
    readonly target: Target,
    readonly encrypted: boolean,
  ) {}

  async run(applicationName: string): Promise<Login> {
    const { wire, target } = this;
    const database = target.dbName === '' ? target.username : target.dbName;
    wire.socket.write(startup({ user: target.username, database, client_encoding: 'UTF8', application_name: applicationName }));
    for (let count = 0; count < mostMessages; count += 1) {
      while (!wire.frame()) await wire.socket.more();
      const { type, buffer, start, end } = wire;
      if (end - start > longestMessage) break;
      switch (type) {
        case Kind.authentication:
          await this.#authenticate(buffer.readInt32BE(start), buffer.subarray(start + 4, end));
          break;
        case Kind.error:
          throw postgresFault(fieldsOf(buffer, start, end));
        case Kind.parameterStatus: {
          const [name, value] = buffer.toString('utf8', start, end).split('\0');
          if (name === 'server_version') this.#serverVersion = value ?? '';
          if (name === 'server_encoding') this.#serverEncoding = value ?? '';
          break;
        }
        case Kind.backendKey:
          this.#processId = buffer.readInt32BE(start);
          this.#secretKey = buffer.readInt32BE(start + 4);
          break;
        case Kind.ready:
          return {
            processId: this.#processId,
            secretKey: this.#secretKey,
            serverVersion: this.#serverVersion,
            serverEncoding: this.#serverEncoding,
          };
        case Kind.notice:
        case Kind.negotiate:
          break;
        default:
          throw new RangeError('A message that has no place in a login');
      }
    }
    throw new RangeError('More was sent than a login takes');
  }

  async #authenticate(request: number, body: Buffer): Promise<void> {
    const { socket } = this.wire;
    const { username, password } = this.target;
    switch (request) {
      case Request.ok:
        // A server that was asked to show that it knows the password can't skip that.
        if (this.#scram?.verified === false)
          throw new DriverFault('login', 'Logging in failed: the server gave no proof of its own.');
        break;
      case Request.cleartext:
        this.#refuseCleartext();
        socket.write(passwordMessage(password));
        break;
      case Request.md5: {
        const md5 = (...parts: (string | Buffer)[]) =>
          parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex');
        socket.write(passwordMessage(`md5${md5(md5(password, username), body.subarray(0, 4))}`));
        break;
      }
      case Request.sasl:
        if (!body.toString('latin1').split('\0').includes(mechanism)) {
          throw new DriverFault('login', `Logging in failed: the server offers no way that is known, only ${namesOf(body)}.`);
        }
        if (password === '') throw new DriverFault('login', 'A password is needed.');
        this.#scram = new Scram();
        socket.write(saslFirst(mechanism, this.#scram.first()));
        break;
      case Request.saslContinue:
        socket.write(saslNext(await this.#exchange().prove(body.toString('utf8'), password)));
        break;
      case Request.saslFinal:
        this.#exchange().verify(body.toString('utf8'));
        break;
      default:
        throw new DriverFault(
          'login',
          `Logging in failed: the server asks for a way to log in that is not supported (${request}).`,
        );
    }
  }

  #exchange(): Scram {
    if (this.#scram === undefined) throw new RangeError('A SASL exchange that was not begun');
    return this.#scram;
  }

  #refuseCleartext(): void {
    if (this.encrypted || this.target.extraOptions.driver?.['allowCleartextPassword'] === true) return;
    throw new DriverFault('login', 'The server asks for the password in clear text over a connection that is not encrypted.', {
      hint: 'Use TLS (require), or allow it in the options of the connection.',
    });
  }
}

const namesOf = (body: Buffer): string => body.toString('latin1').replaceAll('\0', ' ').trim().slice(0, 100);
