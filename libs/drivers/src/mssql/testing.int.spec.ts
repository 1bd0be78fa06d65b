import { afterEach, describe, expect, it } from '@jest/globals';
import { startTdsServer, tds, type TdsServer } from '@orrery/testing';
import { options, start, stopLater, targetOf, tidyUp } from '../../test/tds-bench.js';
import { mssqlDriver } from './index.js';

afterEach(tidyUp);

describe('a test of a connection', () => {
  it('tells each stage of a test', async () => {
    const server = await start(async (request, reply) => {
      reply.columns([
        request.text.includes('fn_hadr') ? tds.bit('') : request.text.includes('COUNT') ? tds.int('') : tds.nvarchar(60)(''),
      ]);
      await reply.row(request.text.includes('fn_hadr') ? false : request.text.includes('COUNT') ? 12 : 'READ_ONLY');
      reply.done({ selected: 1 });
    });
    const result = await mssqlDriver.test(targetOf(server), options);
    expect(result).toMatchObject({
      isValid: true,
      readOnly: true,
      replica: true,
      serverVersion: 'SQL Server 2022, Scripted Edition 16.0.1000.6',
    });
    expect(result.stages.find(({ name }) => name === 'catalog')?.detail).toBe('12 tables and views in shop');
  });

  it('makes do with a server that knows nothing of what SQL Server tells of itself', async () => {
    const server: TdsServer = await startTdsServer({
      answer: async ({ text }, reply) => {
        if (text === 'SELECT @@VERSION' || text === 'SELECT DB_NAME()') {
          reply.columns([tds.nvarchar(200)('')]);
          await reply.row(text === 'SELECT DB_NAME()' ? 'shop' : 'OtherSQL 4.2.1 on Linux');
        } else if (text === 'SELECT 1' || text.endsWith('FROM INFORMATION_SCHEMA.TABLES')) {
          reply.columns([tds.int('')]);
          await reply.row(1);
        } else {
          reply.error({ number: 33557097, text: 'function serverproperty does not exist' });
          reply.done({ failed: true });
        }
      },
    });
    stopLater(server);
    const result = await mssqlDriver.test(targetOf(server), options);
    expect(result).toMatchObject({
      isValid: true,
      serverVersion: expect.stringContaining('4.2.1'),
      readOnly: false,
      replica: false,
    });
  });
});
