import { createSocket } from 'node:dgram';
import { untilAborted } from '../deadline.js';
import { DriverFault, type EgressGuard } from '../driver.js';
import { resolveHost } from '../guarded-socket.js';

/** Where SQL Server Browser listens, which knows the ports of named instances. */
const browserPort = 1434;
/** Datagrams get lost: each is sent again after so many ms. */
const againMs = 1_000;

/** Asks SQL Server Browser for the port of an instance ([MC-SQLR] 2.2.3). Throws `not-allowed`, `unreachable`, `timeout`. */
export const portOfInstance = async (
  host: string,
  instance: string,
  guard: EgressGuard,
  signal: AbortSignal,
  port = browserPort,
): Promise<number> => {
  const [first] = await resolveHost(host, port, guard, signal);
  if (first === undefined) throw new DriverFault('unreachable', `The host name ${host} could not be found.`);
  const socket = createSocket(first.family === 6 ? 'udp6' : 'udp4');
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  socket.on('message', (answer, from) => {
    if (from.port === port) resolve(answer);
  });
  socket.on('error', reject);
  const question = Buffer.concat([Buffer.from([0x04]), Buffer.from(instance, 'latin1'), Buffer.from([0])]);
  const send = () => {
    socket.send(question, port, first.address, (error) => {
      if (error !== null) reject(error);
    });
  };
  const timer = setInterval(send, againMs);
  send();
  const what = `Asking SQL Server Browser (UDP port ${String(port)}) for the instance ${instance}`;
  try {
    const answer = await untilAborted(promise, signal, what, () => undefined);
    const parts = answer.toString('latin1', 3).split(';');
    const found = Number(parts[parts.findIndex((part) => part.toLowerCase() === 'tcp') + 1]);
    if (!Number.isInteger(found) || found < 1 || found > 65_535) {
      throw new DriverFault('unreachable', `The instance ${instance} does not listen on TCP.`);
    }
    return found;
  } catch (error) {
    if (error instanceof DriverFault) throw error;
    throw new DriverFault(
      'unreachable',
      `SQL Server Browser could not be asked for the instance ${instance}.`,
      {},
      { cause: error },
    );
  } finally {
    clearInterval(timer);
    socket.close();
  }
};
