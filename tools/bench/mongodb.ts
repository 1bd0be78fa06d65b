import { once } from 'node:events';
import { MongoClient } from 'mongodb';
import { Worker } from 'node:worker_threads';
import { benchStreaming } from './streaming.ts';
import type { Client, Orrery } from './orrery.ts';

/** A large result of MongoDB's stand-in against draining it through the client of MongoDB. */
export async function benchMongo(client: Client, orrery: Orrery, rows: number): Promise<void> {
  process.stdout.write('NOT RUN: MongoDB itself; what follows is of a server of ours that speaks its protocol\n');
  const server = new Worker(new URL('./mongo-server.ts', import.meta.url), { workerData: { rows } });
  const [port] = (await once(server, 'message')) as [number];
  const raw = await MongoClient.connect(`mongodb://127.0.0.1:${String(port)}/bench?directConnection=true`);
  const wide = raw.db('bench').collection('wide');
  try {
    const { id: connectionId } = await client.json<{ id: string }>('POST', '/connections', {
      name: 'bench of MongoDB',
      type: 'mongodb',
      host: '127.0.0.1',
      port,
      dbName: 'bench',
      username: '',
      extraOptions: { ssl: { mode: 'disable' } },
    });
    await benchStreaming(client, orrery, 'MongoDB', {
      connectionId,
      text: 'db.wide.find({})',
      rows,
      columns: 8,
      raw: {
        name: 'the mongodb client',
        first: () => wide.find({}).limit(100).toArray(),
        drain: async () => {
          let seen = 0;
          for await (const document of wide.find({}, { batchSize: 1_000 })) if ('_id' in document) seen += 1;
          return seen;
        },
      },
    });
  } finally {
    await raw.close();
    await server.terminate();
  }
}
