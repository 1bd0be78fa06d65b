import type { Role } from '../probe.js';
import type { MysqlSession } from './session.js';

/** What a server is to those who connect to it. */
export const role = async (session: MysqlSession): Promise<Role> => {
  const replica = await isReplica(session);
  const [closed = []] = await session.ask('SELECT @@read_only');
  const held = await isHeldToReading(session);
  return { replica: replica === true, unsure: replica === undefined, closed: closed[0] === '1', held };
};

/** Whether the server follows another; undefined where this user may not ask. */
const isReplica = async (session: MysqlSession): Promise<boolean | undefined> => {
  const rows = await session.ask('SHOW REPLICA STATUS').catch(() =>
    session.ask('SHOW SLAVE STATUS').catch((error: unknown) => {
      if (!session.alive) throw error;
      return undefined;
    }),
  );
  return rows === undefined ? undefined : rows.length > 0;
};

/** Whether the server lets this session change nothing, whoever its user is. The variable goes by its older name in MariaDB. */
const isHeldToReading = async (session: MysqlSession): Promise<boolean> => {
  // What we decided ourselves says nothing of the server.
  await session.letWrite();
  const [held = []] = await session
    .ask('SELECT @@session.transaction_read_only')
    .catch(() => session.ask('SELECT @@session.tx_read_only'));
  return held[0] === '1';
};
