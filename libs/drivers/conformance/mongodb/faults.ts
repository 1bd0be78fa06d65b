import type { FaultCase, Failing } from '../subject.js';
import { mongo } from './mongo.js';

/** What MongoDB answers to what can't be done. */
export const faults: Readonly<Record<FaultCase, Failing>> = {
  syntax: {
    statement: mongo('db.three.find({ n: { $nope: 1 } })'),
    kind: 'syntax',
    nativeCode: '2',
    message: /^unknown operator: \$nope$/,
  },
  'no-such-object': {
    before: [mongo('db.short.createIndex({ n: 1 })')],
    statement: mongo('db.short.dropIndex("missing")'),
    kind: 'no-such-object',
    nativeCode: '27',
    message: /^index not found with name/,
  },
  constraint: {
    before: [mongo('db.once.drop()')],
    statement: mongo('db.once.insertMany([{ _id: 1 }, { _id: 1 }])'),
    kind: 'constraint',
    nativeCode: '11000',
    message: /^E11000 duplicate key error/,
  },
  denied: {
    statement: mongo('db.adminCommand({ shutdown: 1 })'),
    kind: 'denied',
    nativeCode: '13',
    message: /^not authorized on admin/,
  },
  unsupported: {
    statement: mongo('db.runCommand({ noSuchCommand: 1 })'),
    kind: 'unsupported',
    nativeCode: '59',
    message: /^no such command: 'noSuchCommand'/,
  },
  value: {
    statement: mongo('db.aggregate([{ $documents: [{ a: "seven" }] }, { $project: { n: { $toInt: "$a" } } }])'),
    kind: 'unknown',
    nativeCode: '241',
    message: /convert/,
  },
};
