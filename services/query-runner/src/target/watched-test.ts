import type { TestLine } from '@orrery/contracts';
import type { ConnectOptions, Driver, Target } from '@orrery/drivers';

/** A test as lines: each stage as it begins and ends, then what came of it all. */
export async function* watchedTest(
  driver: Driver,
  target: Target,
  options: ConnectOptions,
): AsyncGenerator<TestLine, void, undefined> {
  const waiting: TestLine[] = [];
  let wake: () => void = () => undefined;
  const tell = (line: TestLine): void => {
    waiting.push(line);
    wake();
  };
  const stages = {
    begins: (name: string) => {
      tell({ type: 'begin', name });
    },
    ended: (stage: (TestLine & { type: 'stage' })['stage']) => {
      tell({ type: 'stage', stage });
    },
  };
  // A test never throws, and ends by itself soon after its signal aborts.
  void driver.test(target, { ...options, stages }).then((result) => {
    tell({ type: 'done', result });
  });
  for (;;) {
    const line = waiting.shift();
    if (line) {
      yield line;
      if (line.type === 'done') return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
