import { afterEach, describe, expect, it } from '@jest/globals';
import { tds, type TdsMessage } from '@orrery/testing';
import { collect, connect, faultOf, start, tidyUp } from '../../test/tds-bench.js';

afterEach(tidyUp);

describe('errors', () => {
  const failing = async (number: number, text: string, parts: Partial<TdsMessage> = {}, sent = 'SELECT *\nFROM  nowhere') => {
    const server = await start((_request, reply) => {
      reply.error({ number, text, ...parts });
      reply.error({ number: 3621, text: 'The statement has been terminated.' });
      reply.done({ failed: true });
    });
    return faultOf(collect(await connect(server), sent));
  };

  it('finds the place of an error by its line and by the word that it quotes', async () => {
    expect(await failing(208, "Invalid object name 'nowhere'.", { line: 2 })).toMatchObject({
      kind: 'no-such-object',
      native: { nativeCode: '208', line: 2, position: 16 },
    });
    expect(await failing(8134, 'Divide by zero error encountered.', { line: 2 })).toMatchObject({
      native: { line: 2, position: 10 },
    });
  });

  it('names the procedure that failed, whose lines are not those of the text', async () => {
    const fault = await failing(2627, "Violation of PRIMARY KEY constraint 'pk'.", { line: 9, procedure: 'dbo.p' });
    expect(fault).toMatchObject({ kind: 'constraint', native: { detail: 'In dbo.p, line 9 (level 16, state 1)' } });
    expect(fault.native.position).toBeUndefined();
  });

  it('understands a server with numbers of its own by its words', async () => {
    expect(await failing(33557097, 'relation "dbo.nowhere" does not exist')).toMatchObject({ kind: 'no-such-object' });
    expect(await failing(33557097, "'SHOWPLAN_XML' is not currently supported in Babelfish")).toMatchObject({
      kind: 'unsupported',
    });
  });

  it.each(['relation "dbo.nowhere" does not exist', 'column "x" does not exist', "Invalid object name 'nowhere'."])(
    'knows that something is not there, whatever the number: %s',
    async (words) => {
      expect(await failing(33_557_097, words)).toMatchObject({ kind: 'no-such-object' });
    },
  );

  it('tells what came before the error, and the error last', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.int('n')]);
      await reply.row(1);
      reply.error({ number: 8134, text: 'Divide by zero error encountered.' });
      reply.done({ failed: true });
    });
    const session = await connect(server);
    const seen: string[] = [];
    const run = async () => {
      for await (const event of session.run({ language: 'sql', text: 'SELECT 1/n FROM t' })) seen.push(event.type);
    };
    expect(await faultOf(run())).toMatchObject({ message: 'Divide by zero error encountered.' });
    expect(seen).toEqual(['columns', 'rows']);
    expect(session.alive).toBe(true);
  });

  it('tells the error that ends the connection, not the end of the connection', async () => {
    const server = await start((_request, reply) => {
      reply.error({ number: 596, level: 21, text: 'Cannot continue the execution because the session is in the kill state.' });
      reply.drop();
    });
    expect(await faultOf(collect(await connect(server), 'SELECT 1 AS a'))).toMatchObject({ native: { nativeCode: '596' } });
  });

  it('asks for another way to send a type that it does not know, and goes on', async () => {
    const server = await start((_request, reply) => {
      reply.raw(Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0xf5, 0, 0]));
    });
    expect(await faultOf(collect(await connect(server), 'SELECT vector'))).toMatchObject({ kind: 'unsupported' });
  });
});
