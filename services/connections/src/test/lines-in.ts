import { Fault, testLine, type TestLine, type TestResult } from '@orrery/contracts';
import type { OpenStream } from '@orrery/runtime';

/** The lines of a stream of bytes, checked against their contract. Leaving early closes the stream. */
export async function* linesIn(stream: OpenStream): AsyncGenerator<TestLine, void, undefined> {
  try {
    // A piece of a stream holds whole lines.
    for await (const chunk of stream.chunks) {
      for (const text of Buffer.from(chunk).toString('utf8').split('\n')) if (text !== '') yield testLine.parse(JSON.parse(text));
    }
  } finally {
    stream.close();
  }
}

/** What came of a test, for who does not watch it. Throws `service_unavailable` where the test was cut off. */
export async function resultOf(lines: AsyncIterable<TestLine>): Promise<TestResult> {
  for await (const line of lines) if (line.type === 'done') return line.result;
  throw new Fault('service_unavailable', 'The test was cut off before it ended. Try again.');
}
