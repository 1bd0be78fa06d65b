import { connectionsConnectionTest, connectionsDraftTest, type RequestOf, type TestResult } from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { TestService } from './test.service.js';

@Controller()
export class TestController {
  constructor(private readonly tests: TestService) {}

  @Handles(connectionsConnectionTest)
  saved(ask: RequestOf<typeof connectionsConnectionTest>): Promise<TestResult> {
    return this.tests.saved(currentUserId(), ask.id);
  }

  @Handles(connectionsDraftTest)
  draft(ask: RequestOf<typeof connectionsDraftTest>): Promise<TestResult> {
    return this.tests.draft(ask);
  }
}
