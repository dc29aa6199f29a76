// The page's elements, found and made.

export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`there is no ${id}`);
  return element;
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, content: (Node | string)[] = [], kind = "",
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.append(...content);
  if (kind) element.className = kind;
  return element;
}

export function say(element: HTMLElement, text: string): void {
  // What is the same stays untouched: screen readers tell of every change.
  if (element.textContent !== text) element.textContent = text;
}

/** A row of a table, kept while its thing is there. */
export interface Row<Thing> { element: HTMLTableRowElement; show(thing: Thing): void }

/** Makes the rows those of the things, in their order; a row that stays is the same element, with its focus and its input. */
export class Rows<Thing> {
  private readonly rows = new Map<string, Row<Thing>>();

  constructor(
    private readonly body: HTMLElement, private readonly keyOf: (thing: Thing) => string,
    private readonly makeRow: (thing: Thing) => Row<Thing>,
  ) {}

  show(things: Thing[]): void {
    const wanted = new Set(things.map(this.keyOf));
    for (const [key, row] of this.rows) {
      if (wanted.has(key)) continue;
      row.element.remove();
      this.rows.delete(key);
    }
    let before: Element | null = this.body.firstElementChild;
    for (const thing of things) {
      const key = this.keyOf(thing);
      let row = this.rows.get(key);
      if (row === undefined) {
        row = this.makeRow(thing);
        this.rows.set(key, row);
      }
      row.show(thing);
      if (row.element === before) before = before.nextElementSibling;
      else this.body.insertBefore(row.element, before);
    }
  }
}

/** A cell with a number to be set and what sets it. */
export function setter(label: string, set: (value: number) => void): HTMLTableCellElement {
  const input = make("input");
  input.type = "number";
  input.min = "0";
  input.max = "100000";
  input.required = true;
  const form = make("form", [make("label", [make("span", [label], "hidden-label"), input]), make("button", ["Set"])]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    set(input.valueAsNumber);
  });
  return make("td", [form]);
}
