import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { splitStatements, explainText } from '@orrery/dialects';
import { keepHouse, startTdsServer, tds, type TdsServer } from '@orrery/testing';
import { type PlanResult, readPlan } from '../plans/index.js';
import type { Param, Session } from '../driver.js';
import { mssqlDriver } from './index.js';

const showplan =
  '<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan"><BatchSequence><Batch><Statements><StmtSimple StatementType="SELECT" StatementSubTreeCost="0.003"><QueryPlan><RelOp PhysicalOp="Table Scan" LogicalOp="Table Scan" EstimateRows="3" EstimatedTotalSubtreeCost="0.003"/></QueryPlan></StmtSimple></Statements></Batch></BatchSequence></ShowPlanXML>';

/** A server that plans or measures as the documented settings have it, and tells what it was sent since it was told the first of them. */
async function planner(): Promise<{ server: TdsServer; heard: string[] }> {
  const heard: string[] = [];
  let [plans, measures] = [false, false];
  const server: TdsServer = await startTdsServer({
    answer: async (request, reply, peer) => {
      const { text } = request;
      const setting = /^SET (SHOWPLAN|STATISTICS)[_ ]XML (ON|OFF)$/.exec(text);
      if (setting !== null || heard.length > 0) heard.push(text);
      if (setting?.[1] === 'SHOWPLAN') plans = setting[2] === 'ON';
      else if (setting !== null) measures = setting[2] === 'ON';
      else if (plans) await answer('Microsoft SQL Server 2005 XML Showplan', showplan);
      else if (!(await keepHouse(request, reply, peer, server.peers))) {
        await answer('id', 'one row');
        if (measures) await answer('Microsoft SQL Server 2005 XML Showplan', showplan);
      }
      async function answer(name: string, value: string): Promise<void> {
        reply.columns([tds.nvarcharMax(name)]);
        await reply.row(value);
        reply.done({ selected: 1 });
      }
    },
  });
  return { server, heard };
}

let server: TdsServer;
let heard: string[];
let session: Session;
beforeEach(async () => {
  ({ server, heard } = await planner());
  const target = { host: server.host, port: server.port, dbName: 'shop', username: 'sa', password: 'secret' };
  session = await mssqlDriver.connect(
    { ...target, extraOptions: { ssl: { mode: 'prefer' }, readOnly: true } },
    { connectMs: 5_000, applicationName: 'orrery:test', guard: () => true },
  );
});
afterEach(async () => {
  session.destroy();
  await server.stop();
});

/** The results of all batches of a text. */
async function resultsOf(text: string, params: readonly Param[] = []): Promise<PlanResult[]> {
  const results: { columns: string[]; rows: unknown[][] }[] = [];
  for (const statement of splitStatements('mssql', text)) {
    const asks = statement.text.startsWith('SET ');
    for await (const event of session.run({ language: 'sql', text: statement.text, params: asks ? [] : params })) {
      if (event.type === 'columns') results.push({ columns: event.columns.map(({ name }) => name), rows: [] });
      if (event.type === 'rows') results.at(-1)?.rows.push(...(JSON.parse(`[${event.json.toString()}]`) as unknown[][]));
    }
  }
  return results;
}
const asking = (analyze: boolean): string => {
  const told = explainText('mssql', 'SELECT id FROM orders', { analyze, command: 'SELECT', serverVersion: '16' });
  return 'text' in told ? told.text : '';
};

describe('a session that may not change anything', () => {
  it('asks for a plan with nothing of its own in between, which would be planned too', async () => {
    const plan = readPlan('mssql', await resultsOf(asking(false)));
    expect(plan?.root).toMatchObject({ node: 'SELECT', children: [{ node: 'Table Scan', rows: 3 }] });
    // SELECT 1: whether it plans indeed.
    expect(heard).toEqual(['SET SHOWPLAN_XML ON', 'SELECT 1', 'SELECT id FROM orders', 'SET SHOWPLAN_XML OFF']);
    heard.length = 1;
    expect(await resultsOf('SELECT id FROM orders')).toEqual([{ columns: ['id'], rows: [['one row']] }]);
    // Nobody waits for the end of the transaction but the next statement.
    await resultsOf('SELECT 2');
    expect(heard.slice(1, 5)).toEqual([
      'BEGIN TRANSACTION',
      'SELECT id FROM orders',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
      'BEGIN TRANSACTION',
    ]);
  });

  it('asks with variables in the place of parameters, and measures with the parameters themselves', async () => {
    const text = 'SELECT id FROM orders WHERE id = @p1 AND name = @p2';
    const told = explainText('mssql', text, { analyze: false, command: 'SELECT', serverVersion: '16' });
    const plan = readPlan('mssql', await resultsOf('text' in told ? told.text : '', [1, 'a secret']));
    expect(plan?.root.node).toBe('SELECT');
    expect(heard).toContain(`DECLARE @p1 int, @p2 nvarchar(4000); ${text}`);
    expect(heard.join()).not.toContain('secret');
    const measured = explainText('mssql', text, { analyze: true, command: 'SELECT', serverVersion: '16' });
    await resultsOf('text' in measured ? measured.text : '', [1, 'a secret']);
    expect(server.requests.findLast((request) => request.text === text)?.params.get('@p2')).toBe('a secret');
  });

  it('has a statement measured, whose plan comes behind its rows, in a transaction that is rolled back', async () => {
    const plan = readPlan('mssql', await resultsOf(asking(true)));
    expect(plan?.root.children[0]?.node).toBe('Table Scan');
    expect(heard).toContain('IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION');
    expect(heard.at(-1)).toBe('SET STATISTICS XML OFF');
  });

  it('refuses what changes data also where only its plan is asked for', async () => {
    await resultsOf('SET SHOWPLAN_XML ON');
    await expect(resultsOf('DELETE FROM orders')).rejects.toMatchObject({ kind: 'read-only' });
    expect(heard).not.toContain('DELETE FROM orders');
  });

  it('plans no more once it is made as new', async () => {
    await resultsOf('SET SHOWPLAN_XML ON');
    expect(await session.reset()).toBe(true);
    await resultsOf('SELECT id FROM orders');
    expect(await session.reset()).toBe(true);
    expect(heard.slice(-3)).toEqual(['BEGIN TRANSACTION', 'SELECT id FROM orders', 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION']);
  });
});
