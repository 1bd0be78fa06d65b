// `npm test`. Plain JavaScript on the machine's own Node; the work is in tools/test/main.ts.
import { ensurePackages, runWithOurNode, saysWhatToDo } from './install.mjs';

await saysWhatToDo(async () => {
  await ensurePackages();
  await runWithOurNode(new URL('./test/main.ts', import.meta.url));
});
