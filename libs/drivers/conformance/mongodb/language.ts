import { expect } from '@jest/globals';
import type { Lack, Language, Proof } from '../subject.js';
import { titles } from '../titles.js';
import { faults } from './faults.js';
import { mongo } from './mongo.js';
import { readOnly } from './read-only.js';
import { values } from './values.js';

/** What there is no command for is asked for by a name that the server does not know. */
const noCommand = (name: string) => mongo(`db.runCommand({ ${name}: 1 })`);
const lack = (lacks: string, name: string): Lack => ({ lacks, ask: noCommand(name) });
const unknown = (how: string, name: string): Proof => ({ how, ask: noCommand(name), answers: 'unsupported' });
/** What a plan of one step is told as. */
export const planned = (stage: string): unknown => expect.objectContaining({ winningPlan: expect.objectContaining({ stage }) });

/** What the suite says in the words of MongoDB's shell. */
export const language: Language = {
  one: mongo('db.aggregate([{ $documents: [{ one: 1 }] }, { $project: { _id: 0, one: 1 } }])'),
  rows: (count) =>
    mongo(
      `db.aggregate([{ $documents: { $map: { input: { $range: [1, ${count + 1}] }, in: { n: "$$this" } } } }, { $project: { _id: 0, n: 1 } }])`,
    ),
  empty: mongo('db.nothing.find({}, { _id: 0, n: 1 })'),
  flood: mongo('db.flood.find({}, { _id: 0, n: 1, padding: 1 })'),
  sleep: mongo('db.three.find({ $where: "sleep(60000)" }, { _id: 0, n: 1 })'),
  // A document holds 16 MB.
  cell: (bytes) =>
    mongo(
      `db.aggregate([{ $documents: [{ cell: "${'x'.repeat(Math.min(bytes, 15_000_000))}" }] }, { $project: { _id: 0, cell: 1 } }])`,
    ),
  echo: lack('values stand in the statement', 'bind'),
  echoedTrue: true,
  twoResults: lack('one statement yields one result', 'both'),
  notice: {
    statement: mongo('db.runCommand({ find: "three", batchSize: 1 })'),
    message: /^The command has more rows than its first batch/,
    severity: 'WARNING',
  },
  nothing: undefined,
  scratch: {
    create: mongo('db.createCollection("scratch")'),
    insert: mongo('db.runCommand({ insert: "scratch", documents: [{ n: 1 }, { n: 2 }, { n: 3 }] })'),
    update: mongo('db.scratch.updateMany({ n: { $gt: 1 } }, { $inc: { n: 10 } })'),
    count: mongo('db.scratch.countDocuments()'),
    drop: mongo('db.scratch.drop()'),
  },
  transaction: lack('each statement stands for itself', 'startTransaction'),
  residues: [],
  killsOnly: mongo('db.three.find({ $where: "sleep(60000)" })'),
  unknownDatabase: 'made when it is written to',
  faults,
  capabilities: {
    transactions: unknown('there is no command that begins one', 'startTransaction'),
    transactionalDdl: unknown('there is no command that begins a transaction', 'startTransaction'),
    readOnlyTransactions: { how: 'what is not known to read is refused before it is sent', scenario: titles.readOnly },
    schemas: unknown('there is no command that makes one', 'createSchema'),
    parameters: { how: 'there is no command that binds values', scenario: titles.parameters },
    serverCursor: { how: 'the cursor waits for the next batch to be asked for', scenario: titles.held },
    errorPosition: { how: 'a text that is no statement is refused with its place', scenario: titles.failing },
    multipleResultSets: { how: 'there is no command with two results', scenario: titles.resultSets },
    explainTree: {
      how: 'explain()',
      statements: [mongo('db.three.find().explain()')],
      rows: [['1', planned('COLLSCAN'), expect.objectContaining({ find: 'three' }), 1]],
    },
    returning: {
      how: 'findOneAndUpdate',
      statements: [
        mongo('db.proof.insertOne({ _id: 1, n: 1 })'),
        mongo('db.proof.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { returnDocument: "after" })'),
      ],
      rows: [[1, 2, { _id: 1, n: 2 }]],
    },
    materializedViews: unknown('there is no command that makes one', 'createMaterializedView'),
  },
  readOnly,
  values,
  kept: { like: () => [mongo('db.kept.drop()')], read: mongo('db.kept.find({}, { _id: 0, v: 1 })') },
};
