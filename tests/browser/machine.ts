// A machine made by the real aloft, in a home of its own.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = process.env["ALOFT_BINARY"] ?? "aloft";
const PROGRAM_MISSING = 9; // aloft's exit code where podman, say, is not there or does not work
const NO_SUCH_MACHINE = 3;
const PATIENCE = 600_000; // milliseconds after which a command hangs, however slow the computer

export class NoMachineHere extends Error {}

export interface Finished {
  code: number;
  said: string;
  complained: string;
}

export class Machine {
  private readonly place = mkdtempSync(join(tmpdir(), "aloft-browser-"));
  readonly folder = join(this.place, "project"); // what aloft.yaml lies in
  readonly environment = { ...process.env, ALOFT_HOME: join(this.place, "home") };

  constructor(readonly name: string) {
    mkdirSync(this.folder);
    mkdirSync(this.environment.ALOFT_HOME);
    const cache = process.env["ALOFT_TEST_CACHE"];
    if (cache) symlinkSync(cache, join(this.environment.ALOFT_HOME, "cache"));
  }

  aloft(...words: string[]): Finished {
    const { status, stdout, stderr, error } = spawnSync(BINARY, words, {
      cwd: this.folder, env: this.environment, encoding: "utf8", timeout: PATIENCE, stdio: ["ignore", "pipe", "pipe"],
    });
    if (error) throw error;
    return { code: status ?? -1, said: stdout, complained: stderr };
  }

  up(): void {
    const { code, complained } = this.aloft("up", "--name", this.name, "--yes");
    if (code === PROGRAM_MISSING) throw new NoMachineHere(complained);
    if (code !== 0) throw new Error(`aloft up ended with ${code}:\n${complained}`);
  }

  password(): string {
    const { code, said, complained } = this.aloft("open", this.name, "--password");
    if (code !== 0) throw new Error(complained);
    return said.trim();
  }

  /** `aloft open`, from the moment at which it says that the way is open. */
  async open(...options: string[]): Promise<Way> {
    const child = spawn(BINARY, ["open", this.name, ...options],
                        { env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
    const way = new Way(child);
    await way.until(() => way.isOpen());
    return way;
  }

  remove(): void {
    const purge = process.env["ALOFT_TEST_CACHE"] ? [] : ["--purge"];
    const { code, complained } = this.aloft("down", this.name, "--yes", ...purge);
    if (code === 0 || code === NO_SUCH_MACHINE) rmSync(this.place, { recursive: true });
    else console.error(`aloft down ended with ${code}; ${this.place} is left for a look:\n${complained}`);
  }
}

/** A running `aloft open`. */
export class Way {
  said = "";
  complained = "";
  private ended = false;
  private readonly end: Promise<void>;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.complained += text));
    this.end = new Promise((resolve) => child.once("close", () => { this.ended = true; resolve(); }));
  }

  get pid(): number { return this.child.pid ?? -1; }

  get address(): string {
    return /^http:\S+/m.exec(this.said)?.[0] ?? this.record().address;
  }

  get port(): number { return Number(new URL(this.address).port); }

  /** What --json said. */
  record(): { address: string; port: number; entrance: string } { return JSON.parse(this.said); }

  isOpen(): boolean { return /^http:\S+\n/m.test(this.said) || /^\}\n/m.test(this.said); }

  /** Looks again whenever it said something. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.ended) throw new Error(`aloft open ended:\n${this.said}${this.complained}`);
      await Promise.race([this.end, ...[this.child.stdout, this.child.stderr].map(
        (stream) => new Promise((resolve) => stream?.once("data", resolve)))]);
    }
  }

  async close(): Promise<void> {
    if (!this.ended) this.child.kill("SIGINT");
    await this.end;
  }
}
