import { classified } from '../classify.js';
import type { Classification } from '../dialect.js';
import { StatementError } from '../statement-error.js';
import { collectionMethods, databaseMethods } from './methods.js';
import { parseMongo } from './parse.js';
import { definingCommands, isFlaggedOperator, readingCommands, readingStages } from './stages.js';
import { fieldOf, type MongoCall, type MongoDocument, type MongoValue } from './value.js';

/** What one shell statement does. One that can't be understood is taken to write; it will not run either. */
export const classifyMongo = (text: string): Classification => {
  try {
    return classifyCall(parseMongo(text));
  } catch (error) {
    if (error instanceof StatementError) return classified({});
    throw error;
  }
};

/** What a parsed statement does. */
export const classifyCall = (call: MongoCall): Classification => {
  const { method, args, chain, collection } = call;
  if (method === 'show') return classified({ command: 'show', reads: true, traceless: true, few: true });
  const known = (collection === undefined ? databaseMethods : collectionMethods).get(method);
  if (known === undefined) return classified({ command: method });
  const flagged = new Set<string>();
  for (const value of args) collectFlagged(value, flagged);
  for (const step of chain) for (const value of step.args) collectFlagged(value, flagged);
  const does = doesOf(call, known.does);
  const reads = does === 'read' && flagged.size === 0;
  return classified({
    command: method,
    reads,
    ddl: does === 'define',
    flagged: [...flagged],
    traceless: reads,
    few: reads && (method !== 'find' || chain.some((step) => step.method === 'limit')) && method !== 'aggregate',
  });
};

const doesOf = ({ method, args }: MongoCall, does: 'read' | 'write' | 'define'): 'read' | 'write' | 'define' => {
  const [first] = args;
  if (method === 'aggregate') return first !== undefined && isReadingPipeline(first) ? 'read' : 'write';
  if (method === 'runCommand' || method === 'adminCommand') return first?.type === 'document' ? commandDoes(first) : 'write';
  return does;
};

/** What a command document does, by its name: its first field. */
const commandDoes = (command: MongoDocument): 'read' | 'write' | 'define' => {
  const [name, value] = command.fields[0] ?? [];
  if (name === undefined || value === undefined) return 'write';
  if (definingCommands.has(name)) return 'define';
  // A greeting may carry the first step of a login.
  if (!readingCommands.has(name) || fieldOf(command, 'speculativeAuthenticate') !== undefined) return 'write';
  if (name === 'explain') return value.type === 'document' ? commandDoes(value) : 'write';
  if (name === 'aggregate') {
    const pipeline = fieldOf(command, 'pipeline');
    return pipeline !== undefined && isReadingPipeline(pipeline) ? 'read' : 'write';
  }
  return 'read';
};

const isReadingPipeline = (pipeline: MongoValue): boolean =>
  pipeline.type === 'array' &&
  pipeline.items.every(
    (stage) => stage.type === 'document' && stage.fields.length > 0 && stage.fields.every(([name]) => readingStages.has(name)),
  );

const collectFlagged = (value: MongoValue, found: Set<string>): void => {
  if (value.type === 'array') for (const item of value.items) collectFlagged(item, found);
  if (value.type !== 'document') return;
  for (const [name, of] of value.fields) {
    if (isFlaggedOperator(name)) found.add(name);
    collectFlagged(of, found);
  }
};
