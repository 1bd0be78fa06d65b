import { tds } from './columns.js';
import type { TdsReply } from './reply.js';
import type { TdsRequest } from './requests.js';
import type { TdsPeer } from './server.js';

/** The only transaction that a scripted session can be in. */
const transactionOf = (peer: TdsPeer): bigint => BigInt(peer.id) << 8n;

/**
 * What every client asks of any server: who it is, which session this is, and transactions as such. False where the statement is none of
 * these. `peers`: all sessions, of which one may ask and which one may kill.
 */
export const keepHouse = async (
  request: TdsRequest,
  reply: TdsReply,
  peer: TdsPeer,
  peers: readonly TdsPeer[],
): Promise<boolean> => {
  const { text, params } = request;
  const answer = async (...values: readonly unknown[]): Promise<true> => {
    reply.columns(values.map((value) => (typeof value === 'number' ? tds.int('') : tds.nvarchar(200)(''))));
    await reply.row(...values);
    reply.done({ selected: 1 });
    return true;
  };
  if (text.includes("SERVERPROPERTY('ProductVersion')")) return answer('16.0.1000.6', 'Scripted Edition');
  if (text === 'SELECT @@VERSION') return answer('Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64)\n\tScripted');
  if (text === 'SELECT DB_NAME()') return answer(peer.login.database === '' ? 'master' : peer.login.database);
  if (text === 'SELECT 1') return answer(1);
  if (text.startsWith('SELECT @@SPID')) return answer(peer.id, peer.loginTime);
  if (text.startsWith('SELECT COUNT(*) FROM sys.dm_exec_sessions')) {
    const found = peers.filter(
      (other) =>
        other.connected &&
        other.id === params.get('@p1') &&
        other.login.program === params.get('@p2') &&
        [null, other.loginTime].includes(params.get('@p3') as string | null),
    );
    return answer(found.length);
  }
  const killed = /^KILL (\d+)$/u.exec(text);
  if (killed !== null) {
    peers.find(({ id }) => id === Number(killed[1]))?.kill();
    return true;
  }
  if (text === 'BEGIN TRANSACTION') {
    reply.begun(transactionOf(peer));
    return true;
  }
  if (text === 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION') {
    if (request.transaction !== 0n) reply.rolledBack(request.transaction);
    return true;
  }
  return false;
};
