import { mariadbAbsence, startMariadb } from '@orrery/servers';
import { createConnection } from 'mysql2';
import { benchStreaming } from './streaming.ts';
import type { Client, Orrery } from './orrery.ts';

const wide = (rows: number): string => `create table wide (primary key (id)) as
  select seq as id, seq * 1000003 as big, md5(seq) as hash, cast(seq / 100 as decimal(12,2)) as price,
    timestamp '2024-01-01 00:00:00' + interval seq second as at, seq % 3 = 0 as flag, if(seq % 5 = 0, null, concat('note ', seq)) as note,
    seq / 7e0 as ratio, date '2024-01-01' + interval (seq % 1000) day as day, json_object('k', seq, 't', 'x"y') as doc,
    concat('00000000-0000-4000-8000-', lpad(hex(seq), 12, '0')) as uid, repeat('lorem ', seq % 6) as words
  from seq_1_to_${String(rows)}`;

/** A large result of MariaDB against draining it through mysql2. */
export async function benchMariadb(client: Client, orrery: Orrery, rows: number): Promise<void> {
  const server = await startMariadb();
  if (server === undefined) {
    process.stdout.write(`NOT RUN: ${mariadbAbsence() ?? 'MariaDB did not start'}\n`);
    return;
  }
  const { host, port, user, password } = server;
  const raw = createConnection({ host, port, user, password });
  const ask = (sql: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      raw.query(sql, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  try {
    await ask('create database bench');
    await ask('use bench');
    await ask(wide(rows));
    const { id: connectionId } = await client.json<{ id: string }>('POST', '/connections', {
      name: 'bench of MariaDB',
      type: 'mysql',
      host,
      port,
      dbName: 'bench',
      username: user,
      password,
      extraOptions: { ssl: { mode: 'disable' } },
    });
    await benchStreaming(client, orrery, 'MariaDB', {
      connectionId,
      text: 'select * from wide',
      rows,
      columns: 12,
      raw: {
        name: 'mysql2',
        first: () => ask('select * from wide limit 100'),
        drain: async () => {
          let seen = 0;
          for await (const row of raw.query('select * from wide').stream({ highWaterMark: 1_000 })) if (row) seen += 1;
          return seen;
        },
      },
    });
  } finally {
    raw.destroy();
    await server.stop();
  }
}
