// picture.js FILE: the example's notebook after its training, as the README shows it.
import { cpSync } from "node:fs";
import { join } from "node:path";

import { inWindow, labIsThere, openNotebook, runAll, startBrowser } from "./jupyter.js";
import { Machine } from "./machine.js";

const [, , picture = "notebook.png"] = process.argv;
const machine = new Machine("lab");
cpSync(join(process.env["ALOFT_PROJECT"] ?? ".", "examples/char-rnn"), machine.folder, { recursive: true });
const browser = await startBrowser();
try {
  machine.up();
  const way = await machine.open("--json", "--no-browser");
  await inWindow(browser, async (page) => {
    await page.goto(`file://${way.record().entrance}`);
    await labIsThere(page);
    const notebook = await openNotebook(page, "notebook.ipynb");
    await runAll(page, notebook);
    await page.screenshot({ path: picture });
  });
  await way.close();
} finally {
  await browser.close();
  machine.remove();
}
