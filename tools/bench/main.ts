import { startPostgres } from '@orrery/servers';
import os from 'node:os';
import { benchChanges } from './changes.ts';
import { benchCrawl } from './crawl.ts';
import { benchCrawlOfKinds } from './crawl-kinds.ts';
import { benchDiagram } from './diagram.ts';
import { benchEndings } from './endings.ts';
import { benchExplorer } from './explorer.ts';
import { ms, report, whole } from './figures.ts';
import { benchMariadb } from './mariadb.ts';
import { benchMongo } from './mongodb.ts';
import { Client, startOrrery } from './orrery.ts';
import { benchPostgres } from './postgres.ts';
import { benchRoundsOfKinds } from './rounds.ts';

const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const port = 20_000 + (process.pid % 20_000);

process.stdout.write(
  `${os.cpus()[0]?.model ?? 'unknown'} × ${String(os.cpus().length)}, ${whole(os.totalmem() / 2 ** 30)} GB, Node ${process.version}. Ratios are of one run.\n\n`,
);

const target = await startPostgres({ fsync: false });
const orrery = await startOrrery(port);
const client = new Client(port);

const who = { email: 'bench@example.org', password: 'a long bench password' };

/** What is measured, by name: `npm run bench -- endings` measures that alone. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  postgres: () => benchPostgres(client, orrery, target, rows),
  mariadb: () => benchMariadb(client, orrery, rows),
  mongodb: () => benchMongo(client, orrery, Math.min(rows, 200_000)),
  endings: () => benchEndings(client, orrery),
  explorer: () => benchExplorer(client, target),
  changes: () => benchChanges(client, target),
  rounds: () => benchRoundsOfKinds(client, target),
  crawl: async () => {
    await benchCrawl(client, target, 2_000, 3_000);
    await benchCrawl(client, target, 10_000, 12_000);
    await benchCrawlOfKinds(client, target, 2_000);
  },
  diagram: () => benchDiagram(client, target, port, who),
};

try {
  report('start, to the first page (built)', ms(orrery.coldStartMs));
  const account = await client.json<{ accessToken: string }>('POST', '/auth/register', who);
  client.token = account.accessToken;
  const asked = process.argv.slice(2);
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part “${name}”. The parts are: ${Object.keys(parts).join(', ')}.`);
    await part();
  }
} finally {
  client.close();
  await orrery.stop();
  await target.stop();
}
