import type { Zone } from "./api.js";
import { byId, make, Row, Rows, say, setter } from "./elements.js";

interface Shelf { zone: string; gpu: string; left: number | null }

/** null: as the world says. */
export type SetStock = (zone: string, gpu: string, thereAre: number | null) => void;

function row(shelf: Shelf, set: SetStock): Row<Shelf> {
  const left = make("td", [], "number");
  const zone = make("th", [shelf.zone]);
  zone.scope = "row";
  const byHand = setter(`${shelf.gpu} in ${shelf.zone}`, (value) => set(shelf.zone, shelf.gpu, value));
  const leave = make("button", ["Leave it to the world"]);
  leave.type = "button";
  leave.setAttribute("aria-label", `Leave ${shelf.gpu} in ${shelf.zone} to the world`);
  leave.addEventListener("click", () => set(shelf.zone, shelf.gpu, null));
  byHand.firstElementChild?.append(leave);
  return {
    element: make("tr", [zone, left, byHand]),
    show(now) {
      say(left, now.left === null ? "no end" : now.left === 0 ? "none" : String(now.left));
      left.className = now.left === 0 ? "number none" : "number";
    },
  };
}

export class StockPart {
  private readonly gpu = byId("gpu", HTMLSelectElement);
  private readonly filter = byId("zone-filter", HTMLInputElement);
  private readonly rows: Rows<Shelf>;
  private zones: Zone[] = [];

  constructor(set: SetStock) {
    this.rows = new Rows(byId("zones", HTMLTableSectionElement), (shelf) => `${shelf.gpu} ${shelf.zone}`,
      (shelf) => row(shelf, set));
    this.gpu.addEventListener("change", () => this.draw());
    this.filter.addEventListener("input", () => this.draw());
    this.gpu.form?.addEventListener("submit", (event) => event.preventDefault());
  }

  show(zones: Zone[]): void {
    this.zones = zones;
    const types = [...new Set(zones.flatMap((zone) => zone.stock.map((one) => one.what)))].sort();
    const offered = [...this.gpu.options].map((option) => option.value);
    if (types.join() !== offered.join()) {
      const chosen = this.gpu.value || "nvidia-tesla-t4";
      this.gpu.replaceChildren(...types.map((type) => new Option(type, type, false, type === chosen)));
    }
    this.draw();
  }

  private draw(): void {
    const part = this.filter.value.trim();
    this.rows.show(this.zones.filter((zone) => zone.zone.includes(part)).flatMap((zone) => zone.stock
      .filter((one) => one.what === this.gpu.value)
      .map((one) => ({ zone: zone.zone, gpu: one.what, left: one.left }))));
  }
}
