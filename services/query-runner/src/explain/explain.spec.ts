import { describe, expect, it } from '@jest/globals';
import { Fault, type Kind, queryExplain, type RequestIn } from '@orrery/contracts';
import type { Session } from '@orrery/drivers';
import { ExplainService } from './explain.service.js';

const connectionId = '01890a5d-ac96-774b-bcce-b302099a8001';

/** What is sent to a server of this kind and version to have a plan, or the fault that is told instead. */
async function asked(
  kind: Kind,
  serverVersion: string,
  request: Omit<RequestIn<typeof queryExplain>, 'connectionId'>,
): Promise<string> {
  let sent = '';
  const service = new ExplainService(
    {
      open: (id) =>
        Promise.resolve({
          ...{ id, userId: id, kind, name: 'Shop', version: 1 },
          target: { host: '', port: 0, dbName: '', username: '', password: '', extraOptions: {} },
        }),
    },
    { of: () => ({ acquire: () => Promise.resolve({ serverVersion } as Session), release: () => Promise.resolve() }) },
    {
      run: ({ text, params }, limits) => {
        sent = text;
        if (params) sent += ` with ${JSON.stringify(params)} in ${String(limits?.paramsOf)}`;
        return Promise.reject(new Fault('unreachable', 'It goes no further here.'));
      },
    },
  );
  const fault: unknown = await service
    .explain(queryExplain.request.parse({ connectionId, ...request }), new AbortController().signal)
    .catch((error: unknown) => error);
  if (!(fault instanceof Fault)) throw new Error('It went further.');
  return sent === '' ? `${fault.code}: ${fault.message}` : sent;
}

describe('a plan is asked for', () => {
  it.each<[Kind, string, string, boolean, string]>([
    ['postgres', '18.1', 'select 1', false, 'EXPLAIN (FORMAT JSON) select 1'],
    ['postgres', '12.0', 'select 1', true, 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) select 1'],
    ['mysql', '10.11.6-MariaDB', 'select 1', true, 'ANALYZE FORMAT=JSON select 1'],
    ['mysql', '10.11.6-MariaDB', 'delete from t', false, 'EXPLAIN FORMAT=JSON delete from t'],
    ['mysql', '5.7.44', 'select 1', false, 'EXPLAIN FORMAT=JSON select 1'],
    ['mysql', '8.0.17', 'select 1', false, 'EXPLAIN FORMAT=JSON select 1'],
    ['mysql', '8.0.18', 'select 1', false, 'EXPLAIN FORMAT=TREE select 1'],
    ['mysql', '9.7.0', 'select 1', true, 'EXPLAIN ANALYZE select 1'],
    ['mysql', '8.4.2', 'delete from t', false, 'EXPLAIN FORMAT=TRADITIONAL delete from t'],
    ['mssql', '16.0', 'select 1;', false, 'SET SHOWPLAN_XML ON\nGO\nselect 1\nGO\nSET SHOWPLAN_XML OFF'],
    ['mssql', '16.0', 'select 1', true, 'SET STATISTICS XML ON\nGO\nselect 1\nGO\nSET STATISTICS XML OFF'],
    ['mongodb', '7.0.0', 'db.t.find({}).sort({ a: 1 });', false, 'db.t.find({}).sort({ a: 1 }).explain("queryPlanner")'],
    ['mongodb', '7.0.0', 'db.t.aggregate([])', true, 'db.t.aggregate([]).explain("executionStats")'],
  ])('of %s %s for %s, measured %s', async (kind, version, text, analyze, sent) => {
    expect(await asked(kind, version, { text, analyze })).toBe(sent);
  });
});

describe('a plan of a statement with parameters', () => {
  it('is asked for with them where they belong', async () => {
    expect(await asked('postgres', '18.1', { text: ' select $1', params: [1] })).toBe(
      'EXPLAIN (FORMAT JSON) select $1 with [1] in 0',
    );
    expect(await asked('mssql', '16.0', { text: 'select @p1', params: ['a'] })).toBe(
      'SET SHOWPLAN_XML ON\nGO\nselect @p1\nGO\nSET SHOWPLAN_XML OFF with ["a"] in 1',
    );
    expect(await asked('mssql', '16.0', { text: 'select @p1', params: ['a'], analyze: true })).toMatch(/ with \["a"\] in 1$/);
  });
});

describe('no plan is asked for', () => {
  it('where that server has none', async () => {
    expect(await asked('mysql', '5.7.44', { text: 'select 1', analyze: true })).toMatch(
      /^query_unsupported: MySQL 5\.7\.44 can’t measure/,
    );
  });

  it.each(['delete from t', 'with gone as (delete from t returning 1) select * from gone', 'select nextval($$s$$)', 'call p()'])(
    'by running what may change something: %s',
    async (text) => {
      expect(await asked('postgres', '18.1', { text, analyze: true })).toMatch(/^query_unsupported: .*may change something/);
    },
  );

  it('of a plan, of nothing, and of several statements', async () => {
    expect(await asked('postgres', '18.1', { text: 'explain select 1' })).toMatch(
      /^query_unsupported: This asks for a plan already/,
    );
    expect(await asked('postgres', '18.1', { text: '-- nothing' })).toMatch(/^query_empty/);
    expect(await asked('postgres', '18.1', { text: 'select 1; select 2' })).toMatch(/^invalid_request/);
  });
});
