/** Titles of scenarios that show a capability or what its lack means; docs/databases.md names them. */
export const titles = {
  parameters: 'binds parameters apart from the text',
  held: 'makes the server wait for a reader that has stopped',
  resultSets: 'yields result set after result set',
  failing: 'names what failed, where, and with the code of the database',
  readOnly: 'lets nothing be changed in a read-only run',
} as const;
export type ScenarioTitle = (typeof titles)[keyof typeof titles];
