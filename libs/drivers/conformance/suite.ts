import { afterAll, describe, it, jest } from '@jest/globals';
import type { Kind } from '@orrery/contracts';
import { driverOf } from '../src/index.js';
import { Bench } from './bench.js';
import { subjects } from './kinds.js';
import { capabilities } from './scenarios/capabilities.js';
import { connecting } from './scenarios/connecting.js';
import { failing } from './scenarios/failing.js';
import { readBack } from './scenarios/read-back.js';
import { readOnly } from './scenarios/read-only.js';
import { running } from './scenarios/running.js';
import { sessions } from './scenarios/sessions.js';
import { stopping } from './scenarios/stopping.js';
import { values } from './scenarios/values.js';
import { type Language, languageOf, type NotRun } from './subject.js';
import { untilTheEnd } from './until-the-end.js';

/** What every kind is asked, in the order in which it is asked. */
const scenarios: readonly ((bench: Bench, language: Language) => void)[] = [
  connecting,
  running,
  failing,
  stopping,
  sessions,
  readOnly,
  capabilities,
  values,
  readBack,
];

// A machine that is busy with other suites takes its time; what hangs is still noticed.
jest.setTimeout(30_000);

/** Holds one kind against everything the suite asks, on each of its engines. An engine that is not there is printed. */
export async function conforms(kind: Kind): Promise<void> {
  const subject = subjects[kind];
  for (const engine of subject.engines) {
    const language = languageOf(subject, engine);
    const server = typeof language === 'string' ? language : untilTheEnd(await engine.start());
    const driver = driverOf(kind);
    if (typeof server === 'string' || typeof language === 'string' || driver === undefined) {
      announce(engine.name, typeof server === 'string' ? server : `NOT RUN: there is no driver for ${kind}`);
      continue;
    }
    describe(engine.name, () => {
      const bench = new Bench(driver, server);
      afterAll(async () => {
        bench.dropSessions();
        await server.stop();
      });
      for (const scenario of engine.readsBackOnly === true ? [readBack] : scenarios) scenario(bench, language);
    });
  }
}

/** Prints what was not run, and stands in the list of tests as skipped, with its reason. */
const announce = (engine: string, why: NotRun): void => {
  process.stderr.write(`${engine}: ${why}\n`);
  it.skip(`${engine}: ${why}`, () => undefined);
};
