import { type HttpRoute, type Operation, operations } from '@orrery/contracts';
import 'reflect-metadata';

/** An operation that has a route. */
export type MountedOperation = Operation & { readonly http: HttpRoute };

const key = Symbol('operation');

/** Every operation that has one. */
export const mounted = operations.filter((op): op is MountedOperation => op.http !== undefined);

/** Marks a method as the one that answers an operation's route. */
export const markOperation = (handler: object, op: MountedOperation): void => {
  Reflect.defineMetadata(key, op, handler);
};

/** The operation that a method answers, if any. */
export const operationOf = (handler: object): MountedOperation | undefined =>
  Reflect.getMetadata(key, handler) as MountedOperation | undefined;
