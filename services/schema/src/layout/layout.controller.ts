import {
  erdLayoutCreate,
  erdLayoutDelete,
  erdLayoutGet,
  erdLayoutList,
  erdLayoutUpdate,
  type RequestOf,
  type ResponseOf,
} from '@orrery/contracts';
import { currentUserId, Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { LayoutService } from './layout.service.js';

@Controller()
export class LayoutController {
  constructor(private readonly layouts: LayoutService) {}

  @Handles(erdLayoutList)
  async list({ id }: RequestOf<typeof erdLayoutList>): Promise<ResponseOf<typeof erdLayoutList>> {
    return { items: await this.layouts.list(currentUserId(), id) };
  }

  @Handles(erdLayoutGet)
  get({ id, layoutId }: RequestOf<typeof erdLayoutGet>): Promise<ResponseOf<typeof erdLayoutGet>> {
    return this.layouts.get(currentUserId(), id, layoutId);
  }

  @Handles(erdLayoutCreate)
  create(ask: RequestOf<typeof erdLayoutCreate>): Promise<ResponseOf<typeof erdLayoutCreate>> {
    return this.layouts.create(currentUserId(), ask);
  }

  @Handles(erdLayoutUpdate)
  update(ask: RequestOf<typeof erdLayoutUpdate>): Promise<ResponseOf<typeof erdLayoutUpdate>> {
    return this.layouts.update(currentUserId(), ask);
  }

  @Handles(erdLayoutDelete)
  async delete({ id, layoutId }: RequestOf<typeof erdLayoutDelete>): Promise<ResponseOf<typeof erdLayoutDelete>> {
    await this.layouts.delete(currentUserId(), id, layoutId);
    return {};
  }
}
