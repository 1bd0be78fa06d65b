import { type RequestOf, resultSourceFind } from '@orrery/contracts';
import { ByteStream, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { DocumentStream } from './document.js';
import { ResultSourceService } from './result-source.service.js';

@Controller()
export class ResultSourceController {
  constructor(private readonly sources: ResultSourceService) {}

  @Handles(resultSourceFind)
  find(asked: RequestOf<typeof resultSourceFind>): Promise<ByteStream> {
    return Promise.resolve(new ByteStream(new DocumentStream((signal) => this.sources.find(asked, signal))));
  }
}
