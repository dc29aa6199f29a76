// Begins here: who may look, and what is shown as it changes.
import { Api, Bill, Calls, Refused, State, Weather } from "./api.js";
import { BillPart } from "./bill.js";
import { CallsPart } from "./calls.js";
import { byId, say } from "./elements.js";
import { MachinesPart } from "./machines.js";
import { QuotaPart } from "./quota.js";
import { withAnswer, withLimit, withStock } from "./rules.js";
import { StockPart } from "./stock.js";
import { WeatherPart } from "./weather.js";
import { dollars, lastPart, moment } from "./words.js";

const KEY = "practice-token";
const WAIT = 25; // seconds

function tell(text: string, kind = ""): void {
  const said = byId("said", HTMLParagraphElement);
  said.className = kind;
  say(said, text);
}

/** From the address once, which is then cleared: addresses are looked at over shoulders and kept in histories. */
function token(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? "";
}

function attempt(work: () => Promise<string>): void {
  work().then((text) => tell(text), (problem: unknown) => tell(String(problem instanceof Error ? problem.message : problem), "bad"));
}

const api = new Api(token());
const weather = new WeatherPart(api, attempt);
const machines = new MachinesPart((machine) => attempt(async () => {
  await api.post("machines/take-away", { name: machine.name });
  return `${lastPart(machine.name)} is being taken away.`;
}), tell);
const stock = new StockPart((zone, gpu, thereAre) => attempt(async () => {
  await weather.edit((text) => withStock(text, zone, gpu, thereAre));
  return thereAre === null ? `${gpu} in ${zone} is as the world says.` : `There are ${thereAre} of ${gpu} in ${zone} now.`;
}));
const quota = new QuotaPart((limit, value) => attempt(async () => {
  await weather.edit((text) => withLimit(text, limit.name, limit.region, value));
  return `The limit of ${limit.name} is ${value} now.`;
}));
const bill = new BillPart();
const calls = new CallsPart();

byId("clock", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const unit = Number(byId("forward-unit", HTMLSelectElement).value);
  const forward = Math.round(byId("forward", HTMLInputElement).valueAsNumber * unit);
  attempt(async () => { await api.post("clock", { forward_seconds: forward }); return "The clock is turned."; });
});
byId("answers", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const answer = byId("answer", HTMLSelectElement).value;
  attempt(async () => {
    await weather.edit((text) => withAnswer(text, answer));
    return answer ? `Who asks for more quota is ${answer === "granted" ? "granted it" : "refused"}.` : "The world answers.";
  });
});

function show(state: State): void {
  say(byId("world", HTMLSpanElement), state.world);
  say(byId("now", HTMLElement), moment(state.now));
  say(byId("total", HTMLElement), dollars(state.bill.total_micros));
  say(byId("hourly", HTMLElement), dollars(state.bill.hourly_now_micros));
  say(byId("kind", HTMLElement), state.machines_kind === "real" ? "real ones of this computer" : "on paper alone");
  say(byId("limitations", HTMLElement), state.limitations.join("; "));
  machines.show(state.machines);
  stock.show(state.zones);
  quota.show(state.quotas);
}

async function pause(): Promise<void> { await new Promise((resume) => setTimeout(resume, 2000)); }

/** Again and again; what fails is said, and tried again. */
async function follow(step: () => Promise<void>): Promise<void> {
  let lost = false;
  for (;;) {
    try {
      await step();
      if (lost) tell("The practice cloud answers again.");
      lost = false;
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 401)
        return tell("This page was opened without its token: `aloft practice page` opens it with one.", "bad");
      if (!lost) tell("The practice cloud does not answer; trying again.", "bad");
      lost = true;
      await pause();
    }
  }
}

let revision: number | undefined;
void follow(async () => {
  const state = await api.get<State>(revision === undefined ? "state" : `state?after=${revision}&wait=${WAIT}`);
  revision = state.revision;
  show(state);
  bill.show((await api.get<Bill>("bill")).lines);
  weather.show(await api.get<Weather>("weather"));
});

let last = 0;
void follow(async () => {
  const news = await api.get<Calls>(last === 0 ? "log" : `log?after=${last}&wait=${WAIT}`);
  last = Math.max(last, news.last);
  calls.add(news.calls);
  if (last === 0) await pause(); // nothing to wait after yet
});
