import { queryExplain, type RequestOf } from '@orrery/contracts';
import { type ByteStream, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { documentOf } from '../explorer/document.js';
import { ExplainService } from './explain.service.js';

@Controller()
export class ExplainController {
  constructor(private readonly plans: ExplainService) {}

  @Handles(queryExplain)
  explain(request: RequestOf<typeof queryExplain>): Promise<ByteStream> {
    return documentOf(async (signal) => JSON.stringify(await this.plans.explain(request, signal)));
  }
}
