import { Module } from '@nestjs/common';

/** Wires the slices of this service. */
@Module({})
export class AppModule {}
