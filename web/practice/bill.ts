import type { BillLine } from "./api.js";
import { byId, make, Row, Rows, say } from "./elements.js";
import { dollars, moment } from "./words.js";

function row(line: BillLine): Row<BillLine> {
  const until = make("td");
  const cost = make("td", [], "number");
  const thing = make("th", [line.thing]);
  thing.scope = "row";
  return {
    element: make("tr", [thing, make("td", [line.what]), make("td", [line.state]), make("td", [moment(line.from)]), until,
      make("td", [dollars(line.hour_micros)], "number"), cost]),
    show(now) {
      say(until, now.still_on ? "still on" : moment(now.until));
      until.className = now.still_on ? "running" : "";
      say(cost, dollars(now.cost_micros));
    },
  };
}

export class BillPart {
  private readonly rows = new Rows<BillLine>(byId("bill", HTMLTableSectionElement),
    (line) => [line.project, line.thing, line.what, line.state, line.from, line.hour_micros].join(" "), row);
  private readonly none = byId("no-bill", HTMLParagraphElement);

  show(lines: BillLine[]): void {
    this.rows.show([...lines].sort((one, other) => Number(other.still_on) - Number(one.still_on)));
    this.none.hidden = lines.length > 0;
  }
}
