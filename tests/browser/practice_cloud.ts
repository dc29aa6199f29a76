// A practice cloud of the real aloft, in a home of its own; its machines are on paper.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = process.env["ALOFT_BINARY"] ?? "aloft";
const PATIENCE = 120_000;

interface User { client_id: string; client_secret: string; refresh_token: string }

export class PracticeCloud {
  private readonly home = mkdtempSync(join(tmpdir(), "aloft-browser-practice-"));
  readonly address: string;
  readonly project: string;
  private accessToken = "";

  constructor(world: string) {
    mkdirSync(join(this.home, "cache"));
    const started = this.aloft("start", "--world", world, "--machines", "paper") as
      { cloud: { address: string; projects: string[] } };
    this.address = started.cloud.address;
    this.project = started.cloud.projects[0] ?? "";
  }

  /** The record that the verb answers. */
  aloft(...words: string[]): unknown {
    const { status, stdout, stderr, error } = spawnSync(BINARY, ["practice", ...words, "--json"], {
      env: { ...process.env, ALOFT_HOME: this.home }, encoding: "utf8", timeout: PATIENCE, stdio: ["ignore", "pipe", "pipe"],
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`aloft practice ${words.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  page(): string { return (this.aloft("page") as { page: string }).page; }
  weather(): string { return (this.aloft("weather") as { weather: { text: string } }).weather.text; }

  /** As one of Google's own programs would call. */
  async compute(method: string, path: string, body?: unknown): Promise<unknown> {
    if (!this.accessToken) this.accessToken = await this.token();
    const answer = await fetch(`${this.address}/compute/v1/projects/${this.project}/${path}`, {
      method, headers: { Authorization: `Bearer ${this.accessToken}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  }

  private async token(): Promise<string> {
    const { sign_in } = this.aloft("sign-in") as { sign_in: { authorized_user: string } };
    const user = JSON.parse(readFileSync(sign_in.authorized_user, "utf8")) as User;
    const answer = await fetch(`${this.address}/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", client_id: user.client_id,
                                  client_secret: user.client_secret, refresh_token: user.refresh_token }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** A spot machine with a T4. */
  async makeSpotMachine(name: string, zone: string): Promise<unknown> {
    const here = `zones/${zone}`;
    return this.compute("POST", `${here}/instances`, {
      name, machineType: `${here}/machineTypes/n1-standard-4`,
      disks: [{ boot: true, autoDelete: true,
                initializeParams: { sourceImage: "projects/debian-cloud/global/images/family/debian-12" } }],
      networkInterfaces: [{ network: "global/networks/default", accessConfigs: [{ type: "ONE_TO_ONE_NAT", name: "External NAT" }] }],
      scheduling: { provisioningModel: "SPOT", onHostMaintenance: "TERMINATE", automaticRestart: false,
                    instanceTerminationAction: "STOP" },
      guestAccelerators: [{ acceleratorType: `${here}/acceleratorTypes/nvidia-tesla-t4`, acceleratorCount: 1 }],
    });
  }

  /** What becomes of an operation, when it is done. */
  async outcomeOf(operation: unknown): Promise<unknown> {
    let now = operation as { name: string; zone: string; status: string };
    while (now.status !== "DONE") {
      const zone = now.zone.slice(now.zone.lastIndexOf("/") + 1);
      now = await this.compute("POST", `zones/${zone}/operations/${now.name}/wait`) as typeof now;
    }
    return now;
  }

  remove(): void {
    this.aloft("stop");
    rmSync(this.home, { recursive: true });
  }
}
