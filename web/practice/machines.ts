import type { Machine } from "./api.js";
import { byId, make, Row, Rows, say } from "./elements.js";
import { dollars, lastPart } from "./words.js";

const kinds: Record<string, string> = {
  RUNNING: "running", TERMINATED: "off", STOPPED: "off", SUSPENDED: "off",
};

function row(machine: Machine, takeAway: (machine: Machine) => void): Row<Machine> {
  const status = make("td");
  const type = make("td");
  const gpus = make("td");
  const address = make("td");
  const hour = make("td", [], "number");
  const byHand = make("td");
  const button = make("button", ["Take it away"]);
  button.type = "button";
  button.setAttribute("aria-label", `Take away ${lastPart(machine.name)}`);
  const zone = machine.name.split("/")[3] ?? "";
  const name = make("th", [lastPart(machine.name), make("small", [` ${zone}`])]);
  name.scope = "row";
  let shown = machine;
  button.addEventListener("click", () => takeAway(shown));
  return {
    element: make("tr", [name, status, type, gpus, address, hour, byHand]),
    show(now) {
      shown = now;
      say(status, now.status);
      status.className = kinds[now.status] ?? "going";
      say(type, now.spot ? `${now.type}, spot` : now.type);
      say(gpus, now.gpus || "none");
      say(address, now.external_address || now.internal_address || "none");
      say(hour, dollars(now.hourly_micros));
      button.disabled = now.status !== "RUNNING";
      if (now.spot && !button.isConnected) byHand.append(button);
      if (!now.spot) byHand.textContent = "";
    },
  };
}

export class MachinesPart {
  private readonly rows: Rows<Machine>;
  private readonly none = byId("no-machines", HTMLParagraphElement);
  private before = new Map<string, string>();

  constructor(takeAway: (machine: Machine) => void, private readonly tell: (text: string) => void) {
    this.rows = new Rows(byId("machines", HTMLTableSectionElement), (machine) => machine.name,
      (machine) => row(machine, takeAway));
  }

  show(machines: Machine[]): void {
    this.rows.show(machines);
    this.none.hidden = machines.length > 0;
    for (const { name, status } of machines) {
      const was = this.before.get(name);
      if (was !== undefined && was !== status) this.tell(`${lastPart(name)} is ${status} now.`);
    }
    this.before = new Map(machines.map(({ name, status }) => [name, status]));
  }
}
