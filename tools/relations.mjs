// `node tools/relations.mjs [folder]`: how well relations are found that nobody declared. Plain JavaScript; the work is in tools/relations/main.ts.
import { ensurePackages, runWithOurNode, saysWhatToDo } from './install.mjs';

await saysWhatToDo(async () => {
  await ensurePackages();
  await runWithOurNode(new URL('./relations/main.ts', import.meta.url));
});
