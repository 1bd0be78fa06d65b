import { afterEach, expect, it } from '@jest/globals';
import { FindingApart } from './finding-apart.js';
import type { Known } from './finding.js';

const known: Known = { kind: 'postgres', defaultSchema: 'public', texts: [], typeValues: [] };
let finding: FindingApart;
afterEach(() => {
  finding.end();
});

/** A thread of this text, which has `port` and gets each message as `message`. */
const thread = (text: string): FindingApart =>
  new FindingApart(
    new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort as port } from 'node:worker_threads'; let taken = 0; port.on('message', (message) => { ${text} });`)}`,
    ),
  );

it('is answered what was asked, whichever answer comes first, after the tables that were given before', async () => {
  finding = thread(`
    if (message.texts) { taken += message.texts.length; return; }
    const answer = message.ask.name === 'typeColumns' ? [{ schema: 's', name: 't', column: String(taken) }] : [];
    setTimeout(() => port.postMessage({ number: message.number, answer }), message.ask.name === 'pairs' ? 0 : 20);`);
  finding.add(['{}', '{}']);
  const [columns, pairs] = await Promise.all([finding.typeColumns(), finding.pairs(known)]);
  expect(columns).toEqual([{ schema: 's', name: 't', column: '2' }]);
  expect(pairs).toEqual([]);
});

it('takes many relations page by page', async () => {
  finding = thread(`
    const { ask, number } = message;
    const count = 2500;
    const page = () => Array.from({ length: Math.min(1000, count - ask.at) }, (_, n) => ask.at + n);
    port.postMessage({ number, answer: ask.name === 'relations' ? count : page() });`);
  const relations = await finding.relations([]);
  expect(relations).toEqual(Array.from({ length: 2_500 }, (_, n) => n));
});

it('fails as the thread fails, also what is asked afterwards', async () => {
  finding = thread("port.postMessage({ number: message.number, failure: new Error('no such table') });");
  await expect(finding.pairs(known)).rejects.toThrow('no such table');
  finding.end();
  finding = thread("throw new Error('out of thoughts');");
  await expect(finding.pairs(known)).rejects.toThrow('the thread of relations failed');
  await expect(finding.typeColumns()).rejects.toThrow('the thread of relations failed');
});

it('answers nobody once it was ended', async () => {
  finding = thread('');
  const asked = finding.pairs(known);
  finding.end();
  await expect(asked).rejects.toThrow('has ended');
});
