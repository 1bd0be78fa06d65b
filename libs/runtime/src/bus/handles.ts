import type { Operation, RequestOf, ResponseOf } from '@orrery/contracts';
import { MessagePattern } from '@nestjs/microservices';
import type { ByteStream } from './stream-hub.js';

/** What a handler of an operation looks like. A broadcast's handler answers `undefined` where another instance is meant. */
export type Handler<O extends Operation> = (request: RequestOf<O>) => Promise<ResponseOf<O> | ByteStream | undefined>;

/** Marks a controller's method as the handler of an operation. A method whose shapes differ from the contract does not compile. */
export const Handles =
  <O extends Operation>(op: O) =>
  <Method extends Handler<O>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void => {
    MessagePattern(op.name, { queue: op.broadcast ? '' : op.service, operation: op })(
      target,
      key,
      descriptor as PropertyDescriptor,
    );
  };
