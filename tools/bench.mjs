// `npm run bench`. Plain JavaScript on the machine's own Node; the work is in tools/bench/main.ts.
import { ensurePackages, runWithOurNode, saysWhatToDo } from './install.mjs';

await saysWhatToDo(async () => {
  await ensurePackages();
  await runWithOurNode(new URL('./bench/main.ts', import.meta.url));
});
