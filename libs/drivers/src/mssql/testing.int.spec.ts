import { afterEach, describe, expect, it } from '@jest/globals';
import type { TestResult } from '@orrery/contracts';
import { startTdsServer, tds } from '@orrery/testing';
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

  /** A server that answers a few statements, and says of all others that it does not know what they ask for. */
  const knowing = async (answers: Readonly<Record<string, readonly (string | number | null)[]>>, lack = unknownThere) =>
    stopLater(
      await startTdsServer({
        answer: async ({ text }, reply) => {
          const row = Object.entries(answers).find(([part]) => text.includes(part))?.[1];
          if (row === undefined) {
            reply.error(lack);
            reply.done({ failed: true });
            return;
          }
          reply.columns(row.map((value) => (typeof value === 'number' ? tds.int('') : tds.nvarchar(200)(''))));
          await reply.row(...row);
        },
      }),
    );
  const unknownThere = { number: 33_557_097, text: 'function serverproperty does not exist' };
  const other = { '@@VERSION': ['OtherSQL 4.2.1 on Linux'], 'DB_NAME()': ['shop'], 'SELECT 1': [1] };
  const catalogOf = ({ stages }: TestResult): string => stages.find(({ name }) => name === 'catalog')?.detail ?? '';

  it('makes do with a server that knows nothing of what SQL Server tells of itself', async () => {
    const server = await knowing({ ...other, 'INFORMATION_SCHEMA.TABLES': [1] });
    const result = await mssqlDriver.test(targetOf(server), options);
    expect(result).toMatchObject({
      isValid: true,
      serverVersion: 'OtherSQL 4.2.1 on Linux 4.2.1',
      readOnly: false,
      replica: false,
    });
    expect(catalogOf(result)).toBe('1 tables and views in shop');
  });

  it('makes do with properties that are NULL, and with a banner that says nothing', async () => {
    const nothing = { SERVERPROPERTY: [null, null], DATABASEPROPERTYEX: [null], fn_hadr: [null], 'FROM sys.objects': [2] };
    const named = await mssqlDriver.test(targetOf(await knowing({ ...nothing, ...other })), options);
    expect(named).toMatchObject({
      isValid: true,
      serverVersion: 'OtherSQL 4.2.1 on Linux 4.2.1',
      readOnly: false,
      replica: false,
    });
    const unnamed = await mssqlDriver.test(targetOf(await knowing({ ...nothing, ...other, '@@VERSION': [''] })), options);
    expect(unnamed).toMatchObject({ isValid: true, serverVersion: 'A server that speaks TDS unknown' });
    expect(catalogOf(unnamed)).toBe('2 tables and views in shop');
  });

  it('says that tables can’t be listed where a server has no view that tells of them, and lets it be connected to', async () => {
    const lacks = [unknownThere, { number: 208, text: "Invalid object name 'INFORMATION_SCHEMA.TABLES'." }];
    for (const lack of lacks) {
      const result = await mssqlDriver.test(targetOf(await knowing(other, lack)), options);
      expect(result).toMatchObject({ isValid: true });
      expect(catalogOf(result)).toBe('no list of tables, for the server has neither sys.objects nor INFORMATION_SCHEMA, in shop');
    }
    const denied = { number: 229, text: "The SELECT permission was denied on the object 'TABLES'." };
    expect(await mssqlDriver.test(targetOf(await knowing(other, denied)), options)).toMatchObject({
      isValid: false,
      error: { code: 'denied', hint: expect.stringContaining('GRANT SELECT ON sys.objects') },
    });
  });
});
