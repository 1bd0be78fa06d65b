import { extraOptions, host, kinds, port } from '@orrery/contracts';
import { z } from 'zod';

const one = z.strictObject({
  name: z.string().min(1).max(120),
  type: z.enum(kinds),
  host,
  port,
  dbName: z.string(),
  username: z.string(),
  password: z.string().default(''),
  extraOptions: extraOptions.default({}),
});
export type Sample = z.output<typeof one>;

/** What the file of the sample holds: a connection, or a list of them. The last of a list is shown first. */
export const sampleFile = z.union([one.transform((sample) => [sample]), z.array(one)]);
