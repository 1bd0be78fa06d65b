/**
 * Gives the keyboard back once something that was asked for is done: where it is still, or nowhere. Nobody who has gone elsewhere
 * meanwhile, to a menu perhaps, is called back.
 */
export async function focusAfter(done: Promise<boolean>, focus: () => void): Promise<void> {
  const from = document.activeElement;
  if (!(await done)) return;
  const now = document.activeElement;
  if (now === null || now === from || now === document.body) focus();
}
