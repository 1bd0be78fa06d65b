import { capabilityNames, type Capabilities, type CapabilityName } from './dialect.js';

const able: Readonly<Record<CapabilityName, string>> = {
  transactions: 'BEGIN … COMMIT groups statements',
  transactionalDdl: 'CREATE, ALTER and DROP roll back with their transaction',
  readOnlyTransactions: 'the server itself refuses changes in a read-only transaction',
  schemas: 'a database holds named schemas',
  parameters: 'values are bound apart from the text',
  serverCursor: 'rows wait on the server until they are asked for',
  errorPosition: 'an error names the place in the text where it was seen',
  multipleResultSets: 'one statement can yield several result sets',
  explainTree: 'plans come as a tree',
  returning: 'INSERT, UPDATE and DELETE can return rows',
  materializedViews: 'views can keep their rows',
};

/** All capabilities, save those a kind names with what follows from the lack. */
export const capabilitiesWithout = (lacking: Partial<Record<CapabilityName, string>>): Capabilities => {
  const entries = capabilityNames.map((name) => {
    const consequence = lacking[name];
    return [name, { what: able[name], able: consequence === undefined, consequence: consequence ?? '' }] as const;
  });
  return Object.fromEntries(entries) as Record<CapabilityName, Capabilities[CapabilityName]>;
};
