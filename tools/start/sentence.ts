/** Something a person can put right. It is told without a stack. */
export class Sentence extends Error {
  override readonly name = 'Sentence';
}

/** The words for a person when the error has them, or undefined when it is a bug and wants its stack. */
export function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.name === 'Sentence' || error.name === 'ServerError' ? error.message : undefined;
}
