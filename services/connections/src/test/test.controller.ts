import {
  connectionsConnectionTest,
  connectionsConnectionWatch,
  connectionsDraftTest,
  connectionsDraftWatch,
  type RequestOf,
  type TestLine,
  type TestResult,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { resultOf } from './lines-in.js';
import { TestService } from './test.service.js';

@Controller()
export class TestController {
  constructor(private readonly tests: TestService) {}

  @Handles(connectionsConnectionTest)
  async saved(ask: RequestOf<typeof connectionsConnectionTest>): Promise<TestResult> {
    return resultOf(await this.tests.saved(currentUserId(), ask.id));
  }

  @Handles(connectionsDraftTest)
  async draft(ask: RequestOf<typeof connectionsDraftTest>): Promise<TestResult> {
    return resultOf(await this.tests.draft(ask));
  }

  @Handles(connectionsConnectionWatch)
  async watchSaved(ask: RequestOf<typeof connectionsConnectionWatch>): Promise<ByteStream> {
    return new ByteStream(bytesOf(await this.tests.saved(currentUserId(), ask.id)));
  }

  @Handles(connectionsDraftWatch)
  async watchDraft(ask: RequestOf<typeof connectionsDraftWatch>): Promise<ByteStream> {
    return new ByteStream(bytesOf(await this.tests.draft(ask)));
  }
}

async function* bytesOf(lines: AsyncIterable<TestLine>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`);
}
