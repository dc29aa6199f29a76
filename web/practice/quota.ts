import type { Quota } from "./api.js";
import { byId, make, Row, Rows, say, setter } from "./elements.js";

/** More at once help nobody. */
const MOST = 40;

export type SetLimit = (quota: Quota, limit: number) => void;

function row(quota: Quota, set: SetLimit): Row<Quota> {
  const used = make("td", [], "number");
  const limit = make("td", [], "number");
  const name = make("th", [quota.name]);
  name.scope = "row";
  const where = quota.region || "everywhere";
  return {
    element: make("tr", [name, make("td", [where]), make("td", [quota.project]), used, limit,
      setter(`Limit of ${quota.name} in ${where}`, (value) => set(quota, value))]),
    show(now) {
      say(used, String(now.used));
      say(limit, String(now.limit));
      used.className = now.used >= now.limit ? "number none" : "number";
    },
  };
}

export class QuotaPart {
  private readonly rows: Rows<Quota>;
  private readonly filter = byId("quota-filter", HTMLInputElement);
  private readonly more = byId("more-quotas", HTMLParagraphElement);
  private quotas: Quota[] = [];

  constructor(set: SetLimit) {
    this.rows = new Rows(byId("quotas", HTMLTableSectionElement),
      (quota) => `${quota.project} ${quota.name} ${quota.region}`, (quota) => row(quota, set));
    this.filter.addEventListener("input", () => this.draw());
    this.filter.form?.addEventListener("submit", (event) => event.preventDefault());
  }

  show(quotas: Quota[]): void {
    this.quotas = quotas;
    this.draw();
  }

  private draw(): void {
    const part = this.filter.value.trim().toUpperCase();
    const fitting = this.quotas.filter((quota) => quota.name.toUpperCase().includes(part))
      // What is used comes first; then what holds everywhere.
      .sort((one, other) => Number(other.used > 0) - Number(one.used > 0) || one.region.localeCompare(other.region));
    this.rows.show(fitting.slice(0, MOST));
    say(this.more, fitting.length > MOST ? `${fitting.length - MOST} more: say what they are called.` : "");
  }
}
