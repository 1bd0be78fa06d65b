/** How the plan of a statement is asked for: as text of the language, or why it can't be. */
export type ExplainText = { readonly text: string } | { readonly lacking: string };

export interface ExplainAsk {
  /** The statement is run, and what happened is measured. */
  readonly analyze: boolean;
  /** The verb of the statement, as `classify` tells it. */
  readonly command: string;
  /** As the server calls itself: `8.0.36`, `10.11.6-MariaDB`. */
  readonly serverVersion: string;
}
