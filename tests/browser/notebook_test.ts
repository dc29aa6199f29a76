// From `aloft open` to the output of a cell, in a real browser. Makes one machine and takes it away.
import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { inWindow, labIsThere, openNotebook, runCell, startBrowser, tryPassword } from "./jupyter.js";
import { Machine, NoMachineHere } from "./machine.js";
import { descendants, knock, listenersOn, otherAddresses } from "./this_computer.js";

const LOOPBACK = "0100007F"; // 127.0.0.1 in /proc/net/tcp
const CELLS = ["6 * 7", "import sys; sys.executable", "from beside import word; word"];

function cell(source: string) {
  return { cell_type: "code", execution_count: null, id: `cell-${CELLS.indexOf(source)}`, metadata: {}, outputs: [], source };
}

function makeMachine(): Machine {
  const machine = new Machine(`browser-${process.pid}`);
  writeFileSync(join(machine.folder, "aloft.yaml"), "machine: {kind: container, cpus: 1, memory: 1GB}\n");
  writeFileSync(join(machine.folder, "beside.py"), "word = 'carried along'\n");
  writeFileSync(join(machine.folder, "check.ipynb"), JSON.stringify({
    cells: CELLS.map(cell), metadata: { kernelspec: { display_name: "Python", name: "python3" } },
    nbformat: 4, nbformat_minor: 5,
  }));
  try {
    machine.up();
  } catch (problem) {
    machine.remove();
    if (!(problem instanceof NoMachineHere)) throw problem;
    console.error(`no machine can be made here: ${problem.message}`);
    process.exit(77);
  }
  return machine;
}

const machine = makeMachine();
const browser = await startBrowser();
const way = await machine.open("--no-browser");
after(async () => {
  await browser.close();
  await way.close();
  machine.remove();
});

test("what is printed is an address of this computer, and no secret", () => {
  assert.match(way.address, /^http:\/\/127\.0\.0\.1:\d+\/lab$/);
  assert.ok(!way.said.includes(machine.password()));
});

test("the port is reachable from this computer alone", async () => {
  assert.deepEqual(listenersOn(way.port), [LOOPBACK]);
  assert.equal(await knock("127.0.0.1", way.port), "connected");
  for (const address of otherAddresses()) assert.notEqual(await knock(address, way.port), "connected", address);
  assert.equal(await knock("127.0.0.2", way.port), "ECONNREFUSED");
});

test("a wrong password is refused, the right one signs in, and a cell computes", () => inWindow(browser, async (page) => {
  await page.goto(way.address);
  await tryPassword(page, "wrong");
  await page.getByText("Invalid credentials").waitFor();
  assert.match(page.url(), /\/login\?next=/);
  await tryPassword(page, machine.password());
  await labIsThere(page);

  const notebook = await openNotebook(page, "check.ipynb");
  assert.equal(await runCell(notebook, 0), "42");
  assert.equal(await runCell(notebook, 1), "'/opt/aloft/env/bin/python'");
  assert.equal(await runCell(notebook, 2), "'carried along'");
}));

test("the entrance signs in by itself, and is for its owner's eyes", () => inWindow(browser, async (page) => {
  const other = await machine.open("--json", "--no-browser");
  const { entrance, port } = other.record();
  assert.notEqual(port, way.port, "two at once have a port each");
  assert.equal(statSync(entrance).mode & 0o777, 0o600);
  machine.password(); // asked meanwhile, it changes nothing
  await page.goto(`file://${entrance}`);
  await labIsThere(page);
  assert.equal(new URL(page.url()).port, String(port));
  assert.ok(!page.url().includes("token"), "the address that stays in the history has no token");
  await other.close();
  assert.deepEqual(listenersOn(port), [], "its way ends with it");
  assert.ok(!existsSync(entrance), "and so does what led there");
}));

test("a way whose connection is lost comes back, and the notebook goes on", () => inWindow(browser, async (page) => {
  await page.goto(way.address);
  await tryPassword(page, machine.password());
  await labIsThere(page);
  const notebook = await openNotebook(page, "check.ipynb");
  assert.equal(await runCell(notebook, 0), "42");

  const [ssh, ...more] = descendants(way.pid, "ssh");
  assert.ok(ssh && more.length === 0, "one ssh holds the way");
  process.kill(ssh, "SIGKILL");
  await way.until(() => way.complained.includes("the connection is back"));
  assert.match(way.complained, /the connection was lost/);
  assert.ok(!existsSync(`/proc/${ssh}`));
  assert.deepEqual(listenersOn(way.port), [LOOPBACK]);

  assert.equal(await runCell(notebook, 1), "'/opt/aloft/env/bin/python'");
  await page.reload();
  await labIsThere(page);
}));
