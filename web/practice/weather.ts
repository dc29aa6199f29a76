import { Api, Refused, Weather } from "./api.js";
import { byId, make } from "./elements.js";

/** The world's text, and whatever changes it. */
export class WeatherPart {
  private readonly text = byId("weather-text", HTMLTextAreaElement);
  private readonly ready = byId("ready-world", HTMLSelectElement);
  private readonly mistakes = byId("mistakes", HTMLUListElement);
  private shown = "";

  constructor(private readonly api: Api, attempt: (work: () => Promise<string>) => void) {
    byId("weather", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(async () => { await this.change({ text: this.text.value }); return "The weather is as you wrote it."; });
    });
    byId("ready", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(async () => { await this.change({ name: this.ready.value }); return `The world is ${this.ready.value} now.`; });
    });
    byId("weather-again", HTMLButtonElement).addEventListener("click", () => attempt(async () => {
      this.show(await this.api.get<Weather>("weather"), true);
      return "This is the world as it is.";
    }));
  }

  /** What somebody is writing is left alone. */
  show(weather: Weather, anyway = false): void {
    if (this.ready.options.length === 0)
      this.ready.replaceChildren(...weather.ready.map((name) => new Option(name, name, false, name === weather.name)));
    if (anyway || this.text.value === this.shown) this.text.value = weather.text;
    this.shown = weather.text;
  }

  /** Changes the text as it is in force, whatever stands in the field. */
  async edit(change: (text: string) => string): Promise<void> {
    const now = await this.api.get<Weather>("weather");
    this.show(await this.api.changeWeather({ text: change(now.text) }));
  }

  private async change(change: { text: string } | { name: string }): Promise<void> {
    this.mistakes.replaceChildren();
    try {
      this.show(await this.api.changeWeather(change), true);
    } catch (problem) {
      if (problem instanceof Refused)
        this.mistakes.replaceChildren(...problem.mistakes.map((one) =>
          make("li", [`line ${one.line}, column ${one.column}: ${one.what}`])));
      throw problem;
    }
  }
}
