// `npm run check`. Plain JavaScript on the machine's own Node; the work is in tools/check/main.ts.
import { ensurePackages, runWithOurNode, saysWhatToDo } from './install.mjs';

await saysWhatToDo(async () => {
  await ensurePackages();
  await runWithOurNode(new URL('./check/main.ts', import.meta.url));
});
