import { connect, createServer } from 'node:net';

/** Answers a TCP port on 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('The system gave no port.'));
        else resolve(address.port);
      });
    });
  });
}

/** Answers whether nothing listens on the port of that host. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, host, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

/** Answers whether a server on 127.0.0.1 takes connections and speaks first, beginning with the given words. */
export function greets(port: number, words = ''): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', (first) => {
      answer(first.toString('latin1').startsWith(words));
    });
    socket.once('error', () => {
      answer(false);
    });
    socket.once('close', () => {
      answer(false);
    });
  });
}
