// `npm start` and `npm run dev`. This file runs on the machine's own Node, before anything is installed, so it is plain JavaScript
// without packages: it installs them and hands over to tools/start/main.ts under the Node that they bring.
import { ensurePackages, runWithOurNode, saysWhatToDo } from './install.mjs';

const main = new URL('./start/main.ts', import.meta.url);

await saysWhatToDo(async () => {
  if (!process.argv.includes('--help')) await ensurePackages();
  await runWithOurNode(main);
});
