import { SetMetadata } from '@nestjs/common';

export const publicKey = Symbol('public');

/** The only opt-out from authentication: anyone may ask this. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);
