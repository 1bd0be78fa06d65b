import { expect } from '@jest/globals';
import type { Language } from '../subject.js';
import { language, planned } from './language.js';
import { mongo } from './mongo.js';

/** Words and plans of DocumentDB that are not MongoDB's. Whatever is not named here is the same on both. */
export const ofDocumentDb: Language = {
  ...language,
  faults: {
    ...language.faults,
    syntax: { ...language.faults.syntax, message: /^Unrecognized operator specified: \$nope$/ },
    constraint: { ...language.faults.constraint, message: /^Duplicate key violation on the requested collection/ },
  },
  capabilities: {
    ...language.capabilities,
    explainTree: {
      how: 'explain(), which is PostgreSQL’s plan',
      statements: [mongo('db.three.find().explain()')],
      rows: [['1', planned('FETCH'), expect.objectContaining({ find: 'three' }), 1]],
    },
  },
};
