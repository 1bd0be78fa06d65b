import type { Connection } from '@orrery/contracts';

export type Mark = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'purple';

/** How a connection is marked wherever it shows. Without a colour of its own, its environment gives one. */
export function markOf(connection: Pick<Connection, 'extraOptions'> | null | undefined): Mark {
  if (!connection) return 'grey';
  const { color, environment } = connection.extraOptions;
  if (color) return color;
  return environment === 'production' ? 'red' : environment === 'staging' ? 'amber' : environment ? 'green' : 'grey';
}

/** Whether somebody said how to mark it. */
export const isMarked = ({ extraOptions }: Pick<Connection, 'extraOptions'>): boolean =>
  extraOptions.color !== undefined || extraOptions.environment !== undefined;
