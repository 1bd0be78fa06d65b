import type { MountedOperation } from '../operation/mounted.js';
export const openapiOf = (_operations: readonly MountedOperation[], version: string): unknown => ({
  openapi: '3.1.0',
  info: { title: 'Orrery', version },
});
