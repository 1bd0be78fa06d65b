import type { BackEnd } from './back-end.js';
import { documentDbSetting, startDocumentDb } from './documentdb/index.js';

/** What can stand behind the protocol in a test. */
export interface BackEndChoice {
  readonly name: string;
  /** Undefined for the server's own memory. */
  readonly start: () => Promise<BackEnd | undefined>;
}

/** Our own memory, and a document database that is not ours where the setting names one; else that is printed. */
export const backEnds = (): readonly BackEndChoice[] => {
  const own: BackEndChoice = { name: 'in memory', start: () => Promise.resolve(undefined) };
  if ((process.env[documentDbSetting] ?? '') !== '') return [own, { name: 'on DocumentDB', start: () => startDocumentDb() }];
  process.stderr.write(`NOT RUN: on DocumentDB: ${documentDbSetting} names no PostgreSQL with it\n`);
  return [own];
};
