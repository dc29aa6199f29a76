// JupyterLab as a person uses it: what is clicked, typed and read.
import { fileURLToPath } from "node:url";

import { chromium, type Browser, type Locator, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const KERNEL = "Python (aloft)";
const PATIENCE = 180_000; // milliseconds after which a page hangs, however slow the computer

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    // It needs nothing but 127.0.0.1 and asks for nothing else. Its sandbox does not work for root.
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
}

/**
 * Acts in a window that remembers nothing of the others: no cookie, no layout. What it showed when something went wrong
 * is left as a picture.
 */
export async function inWindow(browser: Browser, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 860 } });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  try {
    await act(page);
  } catch (problem) {
    const picture = fileURLToPath(new URL("failed.png", import.meta.url));
    await page.screenshot({ path: picture });
    console.error(`what the browser showed then: ${picture}`);
    throw problem;
  } finally {
    await context.close();
  }
}

export async function tryPassword(page: Page, password: string): Promise<void> {
  await page.locator("#password_input").fill(password);
  await page.locator("#login_submit").click();
}

export async function labIsThere(page: Page): Promise<void> {
  await page.locator("#jp-main-dock-panel").waitFor();
  await page.locator(".jp-DirListing-item").first().waitFor();
}

/** Opens a file of the list, and waits until the notebook can be worked in. */
export async function openNotebook(page: Page, file: string): Promise<Locator> {
  await page.locator(".jp-DirListing-item", { hasText: file }).dblclick();
  const notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  await kernelIsIdle(notebook);
  return notebook;
}

/** The indicator alone is idle too while there is no kernel yet, and a cell that is run then asks for one. */
async function kernelIsIdle(notebook: Locator): Promise<void> {
  const page = notebook.page();
  await notebook.locator(".jp-KernelName", { hasText: KERNEL }).waitFor();
  await notebook.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").waitFor();
  await page.locator(".jp-StatusBar-TextItem", { hasText: `${KERNEL} | Idle` }).waitFor();
}

/** Runs the cell at that place and answers its output, when it has ended. */
export async function runCell(notebook: Locator, place: number): Promise<string> {
  const cell = notebook.locator(".jp-CodeCell").nth(place);
  const before = await cell.locator(".jp-InputArea-prompt").innerText();
  await cell.locator(".cm-content").click();
  await cell.locator(".cm-content").press("Control+Enter");
  await hasEnded(notebook.page(), place, before);
  return (await cell.locator(".jp-OutputArea-output").allInnerTexts()).join("\n").trim();
}

/** A cell that has been run bears another number than before. */
async function hasEnded(page: Page, place: number, before: string): Promise<void> {
  await page.waitForFunction(
    ([place, before]) => {
      const cell = document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")[place];
      const now = cell?.querySelector<HTMLElement>(".jp-InputArea-prompt")?.innerText;
      return now !== undefined && now !== before && /\[\d+\]/.test(now);
    },
    [place, before] as const, { timeout: PATIENCE });
}

/** Runs all cells, and shows the notebook from its beginning again. */
export async function runAll(page: Page, notebook: Locator): Promise<void> {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
  await page.waitForFunction(() => {
    const prompts = [...document.querySelectorAll<HTMLElement>(".jp-CodeCell .jp-InputArea-prompt")];
    return prompts.length > 0 && prompts.every((prompt) => /\[\d+\]/.test(prompt.innerText));
  });
  await notebook.locator(".jp-Cell").first().scrollIntoViewIfNeeded();
}
