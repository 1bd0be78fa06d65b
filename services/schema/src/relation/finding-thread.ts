/** The thread in which relations are thought about. Runs as a worker of its own; nobody imports it. */
import { parentPort } from 'node:worker_threads';
import { type Answers, type Ask, type FromThread, pageSize, type ToThread } from './finding-ask.js';
import { FindingHere } from './finding.js';
import type { FoundRelation } from './relation.js';

const finding = new FindingHere();
let found: readonly FoundRelation[] = [];

function answerTo(ask: Ask): Answers[keyof Answers] {
  switch (ask.name) {
    case 'typeColumns':
      return finding.typeColumns();
    case 'pairs':
      return finding.pairs(ask.known);
    case 'relations':
      found = finding.relations(ask.measured);
      return found.length;
    case 'page':
      return found.slice(ask.at, ask.at + pageSize);
  }
}

const answered = (number: number, ask: Ask): FromThread => {
  try {
    return { number, answer: answerTo(ask) };
  } catch (failure) {
    return { number, failure };
  }
};

parentPort?.on('message', (message: ToThread) => {
  if ('texts' in message) finding.add(message.texts);
  else parentPort?.postMessage(answered(message.number, message.ask));
});
