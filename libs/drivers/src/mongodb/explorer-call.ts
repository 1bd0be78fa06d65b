import { collectionText, type MongoCall, type MongoValue, shellText } from '@orrery/dialects';
import type { Statement } from '../driver.js';

/** A call as a statement. */
export const statement = (call: MongoCall): Statement => ({ language: 'mongo', text: callText(call), call });
const stepText = (step: MongoCall['chain'][number]): string => `.${step.method}(${step.args.map(shellText).join(', ')})`;
/** A call as the shell writes it. */
export const callText = (call: MongoCall): string =>
  `${call.collection === undefined ? 'db' : collectionText(call.collection)}${stepText(call)}${call.chain.map(stepText).join('')}`;
/** A method of a collection. */
export const callOn = (
  table: { readonly name: string; readonly schema: string },
  method: string,
  ...args: readonly MongoValue[]
): MongoCall => ({
  collection: table.name,
  ...(table.schema === '' ? {} : { database: table.schema }),
  method,
  args,
  chain: [],
});
