import { connectionsTypeList, type ResponseOf } from '@orrery/contracts';
import { Handles } from '@orrery/runtime';
import { Controller } from '@nestjs/common';
import { DriverTypes } from './driver-types.js';

@Controller()
export class TypeController {
  constructor(private readonly types: DriverTypes) {}

  @Handles(connectionsTypeList)
  async list(): Promise<ResponseOf<typeof connectionsTypeList>> {
    return { items: [...(await this.types.list())] };
  }
}
