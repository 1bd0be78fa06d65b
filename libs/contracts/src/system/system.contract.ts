import * as z from 'zod';

/** The state of one thing that a process depends on. */
export const dependency = z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string().optional() });
export const health = z.strictObject({
  ok: z.boolean(),
  service: z.string(),
  version: z.string(),
  dependencies: z.array(dependency),
});
export type Health = z.output<typeof health>;
