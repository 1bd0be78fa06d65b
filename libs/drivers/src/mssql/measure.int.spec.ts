import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { classify } from '@orrery/dialects';
import { tds } from '@orrery/testing';
import { entered, tidyUp } from '../../test/tds-bench.js';

afterEach(tidyUp);

describe('measuring containment', () => {
  const pair = {
    from: { schema: 'sales', name: "or]ders'", columns: ['customer'] },
    to: { schema: 'dbo', name: 'customers', columns: ['id'] },
  };

  it('counts a sample, and skips what the server refuses', async () => {
    const { session, server } = await entered(async ({ text }, reply) => {
      if (text.includes('[gone]')) {
        reply.error({ number: 208, text: "Invalid object name 'gone'." });
        reply.done({ failed: true });
        return;
      }
      reply.columns([tds.int(''), tds.int('')]);
      await reply.row(50, 49);
      reply.done({ selected: 1 });
    });
    const pairs = [pair, { ...pair, to: { ...pair.to, name: 'gone' } }];
    const told: unknown[] = [];
    for await (const one of session.measure(pairs, { sample: 50, budgetMs: 5_000 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 50, found: 49 },
      { index: 1, sampled: 0, found: 0, skipped: "Invalid object name 'gone'." },
    ]);
    expect(server.requests.at(-2)?.text).toContain("SELECT TOP (20000) [customer] AS v0 FROM [sales].[or]]ders']");
    expect(classify('mssql', server.requests.at(-2)?.text ?? '').reads).toBe(true);
  });

  it('asks for the rows that a condition is true of, for several columns together, and for the values alone', async () => {
    const { session, server } = await entered(async (_request, reply) => {
      reply.columns([tds.int(''), tds.int('')]);
      await reply.row(3, 2);
      reply.done({ selected: 1 });
    });
    const where = { column: 'ki]nd', values: ["it's", 'other'] };
    const both = { from: { ...pair.from, columns: ['a', 'b'] }, to: { ...pair.to, columns: ['x', 'y'] }, where };
    const told: unknown[] = [];
    for await (const one of session.measure([both, { from: pair.from }], { sample: 5, budgetMs: 5_000 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 3, found: 2 },
      { index: 1, sampled: 1, found: 0, values: ['3'] },
    ]);
    const [joint, values] = server.requests.slice(-2).map(({ text }) => text);
    expect(joint).toContain('t.[x] = s.v0 AND t.[y] = s.v1');
    expect(joint).toContain(`[a] AS v0, [b] AS v1, [ki]]nd] AS w FROM`);
    expect(joint).toContain(`WHERE v0 IS NOT NULL AND v1 IS NOT NULL AND w IN (N'it''s', N'other')`);
    expect(values).toContain('SELECT CAST(v0 AS nvarchar(4000)) FROM (SELECT DISTINCT TOP (5) *');
    for (const text of [joint, values]) expect(classify('mssql', text ?? '')).toMatchObject({ reads: true, writes: false });
  });

  it('gives a pair up that takes too long, and goes on', async () => {
    const { session } = await entered(async (_request, reply) => {
      if (!reply.signal.aborted) await once(reply.signal, 'abort');
    });
    const told: unknown[] = [];
    for await (const one of session.measure([pair, pair], { sample: 5, budgetMs: 60 })) told.push(one);
    expect(told).toEqual([
      { index: 0, sampled: 0, found: 0, skipped: 'It took too long.' },
      { index: 1, sampled: 0, found: 0, skipped: 'There was no time left.' },
    ]);
    expect(session.alive).toBe(true);
  });
});
