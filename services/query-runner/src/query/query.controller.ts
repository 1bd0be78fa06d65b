import {
  queryCancel,
  queryCancelHere,
  queryDelete,
  queryGet,
  queryList,
  queryRun,
  queryUpdate,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { ByteStream, currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { documentOf } from '../explorer/document.js';
import { lineOf } from './lines.js';
import { mapped } from './mapped.js';
import { QueryService } from './query.service.js';

@Controller()
export class QueryController {
  constructor(private readonly queries: QueryService) {}

  @Handles(queryRun)
  async run(request: RequestOf<typeof queryRun>): Promise<ByteStream> {
    return new ByteStream(mapped(await this.queries.run(request), lineOf));
  }

  @Handles(queryCancel)
  async cancel({ id }: RequestOf<typeof queryCancel>): Promise<ResponseOf<typeof queryCancel>> {
    return { id, status: await this.queries.cancel(id) };
  }

  @Handles(queryCancelHere)
  async cancelHere({ id, userId }: RequestOf<typeof queryCancelHere>): Promise<ResponseOf<typeof queryCancelHere> | undefined> {
    return Promise.resolve(this.queries.cancelHere(id, userId) ? { cancelled: true } : undefined);
  }

  @Handles(queryList)
  async list(request: RequestOf<typeof queryList>): Promise<ResponseOf<typeof queryList>> {
    return this.queries.list(request);
  }

  @Handles(queryGet)
  get({ id }: RequestOf<typeof queryGet>): Promise<ByteStream> {
    const userId = currentUserId();
    return documentOf(async () => JSON.stringify(await this.queries.get(userId, id)));
  }

  @Handles(queryUpdate)
  async update(request: RequestOf<typeof queryUpdate>): Promise<ResponseOf<typeof queryUpdate>> {
    return this.queries.update(request);
  }

  @Handles(queryDelete)
  async delete({ id }: RequestOf<typeof queryDelete>): Promise<ResponseOf<typeof queryDelete>> {
    await this.queries.delete(id);
    return {};
  }
}
