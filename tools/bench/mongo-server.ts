import { startMongo } from '@orrery/testing';
import { parentPort, workerData } from 'node:worker_threads';

/** MongoDB's stand-in in a thread of its own, so that it does not share one with the client it is measured with. */
const { rows } = workerData as { readonly rows: number };
const server = await startMongo();
server.data.collection('bench', 'wide').generated = function* () {
  for (let n = 1; n <= rows; n += 1) {
    yield {
      _id: n,
      hash: `${String(n * 7919)}-abcdefghijklmnopqrstuvwxyz`,
      price: n / 100,
      at: new Date(1_704_067_200_000 + n * 1_000),
      flag: n % 3 === 0,
      note: n % 5 === 0 ? null : `note ${String(n)}`,
      doc: { k: n, t: 'x"y' },
      words: 'lorem '.repeat(n % 6),
    };
  }
};
parentPort?.postMessage(server.port);
