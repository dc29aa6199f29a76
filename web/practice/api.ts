// The practice cloud's own API.

export interface Stock { what: string; left: number | null }
export interface Zone { zone: string; region: string; stock: Stock[] }
export interface Machine {
  name: string; status: string; type: string; gpus: string; spot: boolean;
  internal_address: string; external_address: string; hourly_micros: number;
}
export interface Quota { project: string; name: string; region: string; limit: number; used: number }
export interface State {
  revision: number; now: string; world: string; machines_kind: string; limitations: string[]; zones: Zone[]; machines: Machine[]; quotas: Quota[];
  bill: { total_micros: number; hourly_now_micros: number }; calls: number;
}
export interface BillLine {
  project: string; thing: string; state: string; what: string; from: string; until: string; still_on: boolean;
  hour_micros: number; cost_micros: number;
}
export interface Bill { lines: BillLine[] }
export interface Call {
  number: number; at: string; method: string; target: string; caller: string; status: number; outcome: string; fault: string;
}
export interface Calls { calls: Call[]; last: number }
export interface Weather { name: string; text: string; ready: string[] }
export interface Mistake { line: number; column: number; what: string }

/** What the practice cloud refused, in its own words. */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly mistakes: Mistake[]) { super(message); }
}

interface Failure { error?: { detail?: string; hint?: string }; mistakes?: Mistake[] }

export class Api {
  constructor(private readonly token: string) {}

  async get<T>(path: string): Promise<T> { return this.call<T>("GET", path); }
  async post(path: string, body: unknown): Promise<void> { await this.call("POST", path, body); }
  async changeWeather(change: { text: string } | { name: string }): Promise<Weather> {
    return this.call<Weather>("PUT", "weather", change);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`/practice/v1/${path}`, {
      method, cache: "no-store", headers: { Authorization: `Bearer ${this.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said: unknown = await answer.json();
    if (answer.ok) return said as T;
    const failure = said as Failure;
    const words = [failure.error?.detail, failure.error?.hint].filter((word) => word).join("; ");
    throw new Refused(answer.status, words || `status ${answer.status}`, failure.mistakes ?? []);
  }
}
