import type { Type } from '@nestjs/common';
import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/public.js';
import { OperationService } from './operation.service.js';
import { markOperation, type MountedOperation } from './mounted.js';

const methods = { GET: Get, POST: Post, PATCH: Patch, PUT: Put, DELETE: Delete } as const;

/** The controller of one operation: the class that one would write by hand, made from its contract. */
export function controllerOf(op: MountedOperation): Type {
  class OperationController {
    constructor(private readonly operations: OperationService) {}

    answer(request: Request, response: Response): Promise<void> {
      return this.operations.answer(op, request, response);
    }
  }
  const { prototype } = OperationController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'answer') as TypedPropertyDescriptor<unknown>;
  Controller()(OperationController);
  Inject(OperationService)(OperationController, undefined, 0);
  Req()(prototype, 'answer', 0);
  Res()(prototype, 'answer', 1);
  methods[op.http.method](op.http.path.slice(1))(prototype, 'answer', descriptor);
  if (op.access === 'public') Public()(prototype, 'answer', descriptor);
  markOperation(descriptor.value as object, op);
  Object.defineProperty(OperationController, 'name', { value: op.name });
  return OperationController;
}
