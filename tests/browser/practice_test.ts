// The practice cloud's page in a real browser: the weather is turned by hand, and a machine is taken away.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { inWindow, startBrowser } from "./jupyter.js";
import { PracticeCloud } from "./practice_cloud.js";

const ZONE = "us-central1-a";
const cloud = new PracticeCloud("calm");
const browser = await startBrowser();
after(async () => {
  await browser.close();
  cloud.remove();
});

async function withPage(act: (page: Page) => Promise<void>): Promise<void> {
  await inWindow(browser, async (page) => {
    const wrong: string[] = [];
    page.on("pageerror", (problem) => wrong.push(problem.message));
    page.on("console", (line) => { if (line.type() === "error") wrong.push(line.text()); });
    page.on("request", (request) => {
      if (!request.url().startsWith(cloud.address)) wrong.push(request.url());
    });
    await page.goto(cloud.page());
    await act(page);
    assert.deepEqual(wrong.filter((text) => !text.includes("400 (Bad Request)")), []);
  });
}

test("the token leaves the address, and without it nothing is shown", () => inWindow(browser, async (page) => {
  await page.goto(cloud.page());
  await page.getByText("on paper alone").waitFor();
  assert.equal(page.url(), `${cloud.address}/practice/`);
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(`${cloud.address}/practice/`);
  await other.getByText("opened without its token").waitFor();
  await stranger.close();
}));

test("a GPU that is sold out by hand cannot be had, and is there again when the world has its way", () => withPage(async (page) => {
  const row = page.getByRole("row", { name: ZONE });
  await row.getByText("no end").waitFor();
  await row.getByLabel(`nvidia-tesla-t4 in ${ZONE}`, { exact: true }).fill("0");
  await row.getByRole("button", { name: "Set" }).click();
  await row.getByRole("cell", { name: "none", exact: true }).waitFor();
  assert.match(cloud.weather(), /gpus: nvidia-tesla-t4\n {4}zones: us-central1-a\n {4}there_are: 0\n/);
  assert.match(JSON.stringify(await cloud.outcomeOf(await cloud.makeSpotMachine("not-now", ZONE))), /ZONE_RESOURCE_POOL_EXHAUSTED/);
  await page.locator("#calls").getByText("compute.instances.insert").first().waitFor();
  await row.getByRole("button", { name: `Leave nvidia-tesla-t4 in ${ZONE} to the world` }).click();
  await row.getByText("no end").waitFor();
  assert.doesNotMatch(cloud.weather(), /there_are/);
}));

test("a spot machine is shown, and is taken away with the keyboard alone", () => withPage(async (page) => {
  await cloud.makeSpotMachine("vm", ZONE);
  const row = page.getByRole("row", { name: `vm ${ZONE}` });
  await row.getByText("RUNNING").waitFor();
  await row.getByText("1 nvidia-tesla-t4").waitFor();
  const takeAway = row.getByRole("button", { name: "Take away vm" });
  await takeAway.focus();
  await page.keyboard.press("Enter");
  await row.getByText("TERMINATED").waitFor();
  assert.ok(await takeAway.isDisabled());
  const seen = await cloud.compute("GET", `zones/${ZONE}/instances/vm`) as { status: string };
  assert.equal(seen.status, "TERMINATED");
}));

test("the clock is turned, and what is on has cost more", () => withPage(async (page) => {
  await cloud.makeSpotMachine("dear", ZONE);
  await page.getByRole("row", { name: `dear ${ZONE}` }).getByText("RUNNING").waitFor();
  const total = page.locator("#total");
  await page.waitForFunction(() => document.querySelector("#hourly")?.textContent?.startsWith("$0."));
  const dollars = async () => Number((await total.textContent())?.slice(1));
  const before = await dollars();
  await page.getByLabel("Turn forward by").fill("10");
  await page.getByRole("button", { name: "Turn the clock" }).click();
  await page.getByText("The clock is turned.").waitFor();
  await page.waitForFunction((least) => Number(document.querySelector("#total")?.textContent?.slice(1)) > least, before + 0.5);
}));

test("a limit and the answer to who asks for more are set by hand", () => withPage(async (page) => {
  await page.getByLabel("Limits with").fill("GPUS_ALL_REGIONS");
  const row = page.getByRole("row", { name: /^GPUS_ALL_REGIONS/ });
  await row.getByRole("spinbutton").fill("7");
  await row.getByRole("button", { name: "Set" }).click();
  await row.getByRole("cell", { name: "7", exact: true }).waitFor();
  await page.getByLabel("Who asks for more is").selectOption("refused");
  await page.getByRole("button", { name: "Answer so" }).click();
  await page.getByText("Who asks for more quota is refused.").waitFor();
  assert.match(cloud.weather(), /quota_answers:\n {2}- answer: refused\n/);
  await page.getByLabel("Who asks for more is").selectOption("");
  await page.getByRole("button", { name: "Answer so" }).click();
  await page.getByText("The world answers.").waitFor();
  assert.doesNotMatch(cloud.weather(), /answer: refused/);
}));

test("a mistake in the weather is told with its line, and what was written stays", () => withPage(async (page) => {
  const text = page.getByLabel("The world as it is, to be changed by hand");
  await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("#weather-text")?.value.startsWith("name: calm"));
  await text.fill("name: mine\nstock:\n  - there_are: many\n");
  await page.getByRole("button", { name: "Change the weather" }).click();
  await page.getByRole("alert").getByText(/line 3, column \d+:/).waitFor();
  assert.match(await text.inputValue(), /many/);
  await page.getByLabel("A ready world").selectOption("spot-storm");
  await page.getByRole("button", { name: "Begin it" }).click();
  await page.getByRole("heading", { name: "spot-storm" }).waitFor();
}));

test("everything that can be used has a name, and the page fits a narrow screen", () => withPage(async (page) => {
  await page.getByText("on paper alone").waitFor();
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, input, select, textarea")]
    .filter((one) => !one.textContent?.trim() && !one.getAttribute("aria-label") && !(one as HTMLInputElement).labels?.length)
    .map((one) => one.outerHTML));
  assert.deepEqual(nameless, []);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing sticks out");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const [ground, ink] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.backgroundColor, style.color];
    });
    assert.notEqual(ground, ink);
  }
}));

test("rules that are put into a world's text are found and replaced again", () => withPage(async (page) => {
  const texts = await page.evaluate(async () => {
    const rules = await import("/practice/rules.js" as string) as {
      withStock(text: string, zone: string, gpu: string, thereAre: number | null): string;
      withAnswer(text: string, answer: string): string;
    };
    const world = "name: w\nstock:\n  - gpus: g\n    there_are: 5\nquota_answers:\n  - answer: granted\n    after: 2m\n";
    const once = rules.withStock(world, "z", "g", 1);
    return { world, once, twice: rules.withStock(once, "z", "g", 2), back: rules.withStock(once, "z", "g", null),
             fresh: rules.withStock("name: w\n", "z", "g", 0), gone: rules.withStock("name: w\nstock:\n  - gpus: g\n    zones: z\n    there_are: 0\n", "z", "g", null),
             answered: rules.withAnswer(world, "granted"), unanswered: rules.withAnswer(rules.withAnswer(world, "granted"), "") };
  });
  assert.equal(texts.once, texts.world.replace("stock:\n", "stock:\n  - gpus: g\n    zones: z\n    there_are: 1\n"));
  assert.equal(texts.twice, texts.once.replace("there_are: 1", "there_are: 2"));
  assert.equal(texts.back, texts.world);
  assert.equal(texts.fresh, "name: w\nstock:\n  - gpus: g\n    zones: z\n    there_are: 0\n");
  assert.equal(texts.gone, "name: w\n");
  assert.equal(texts.answered, texts.world.replace("quota_answers:\n", "quota_answers:\n  - answer: granted\n"));
  assert.equal(texts.unanswered, texts.world);
}));
