import type { Call } from "./api.js";
import { byId, make, Row, Rows } from "./elements.js";
import { moment } from "./words.js";

/** As many as a person looks back at; all of them are in `aloft practice log`. */
const KEPT = 200;

function row(call: Call): Row<Call> {
  const kind = call.status >= 500 ? "failed" : call.status >= 400 ? "refused" : "ok";
  const what = make("th", [call.method]);
  what.scope = "row";
  what.title = call.target;
  const element = make("tr", [make("td", [moment(call.at)]), what, make("td", [call.caller]),
    make("td", [String(call.status)], `number ${kind}`), make("td", [call.outcome]), make("td", [call.fault])]);
  return { element, show: () => undefined };
}

export class CallsPart {
  private readonly rows = new Rows<Call>(byId("calls", HTMLTableSectionElement), (call) => String(call.number), row);
  private readonly none = byId("no-calls", HTMLParagraphElement);
  private newest: Call[] = [];

  add(calls: Call[]): void {
    this.newest = [...[...calls].reverse(), ...this.newest].slice(0, KEPT);
    this.rows.show(this.newest);
    this.none.hidden = this.newest.length > 0;
  }
}
