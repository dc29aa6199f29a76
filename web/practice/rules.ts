// Rules that the page puts into a world's text. The first rule that fits counts, so they go in front of all others; the
// text is always as the practice cloud itself writes it, which is how an older one of ours is found again.

function escaped(text: string): string { return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }

/** A list under a key of the world. */
function inFront(text: string, key: string, rule: string): string {
  const heading = new RegExp(`^${key}:\\n`, "m");
  if (heading.test(text)) return text.replace(heading, (line) => line + rule);
  return `${text.replace(/\n*$/, "\n")}${key}:\n${rule}`;
}

function without(text: string, key: string, rule: RegExp): string {
  const rest = text.replace(rule, "");
  // A key without any rule left is none.
  return rest.replace(new RegExp(`^${key}:\\n(?! )`, "m"), "");
}

export function withStock(text: string, zone: string, gpu: string, thereAre: number | null): string {
  const begins = `  - gpus: ${gpu}\n    zones: ${zone}\n    there_are: `;
  const rest = without(text, "stock", new RegExp(`^${escaped(begins)}\\d+\\n`, "m"));
  return thereAre === null ? rest : inFront(rest, "stock", `${begins}${thereAre}\n`);
}

export function withLimit(text: string, limit: string, region: string, value: number): string {
  const begins = `  - ids: ${limit}\n${region ? `    regions: ${region}\n` : ""}    limit: `;
  const rest = without(text, "quota_limits", new RegExp(`^${escaped(begins)}[\\d.]+\\n`, "m"));
  return inFront(rest, "quota_limits", `${begins}${value}\n`);
}

const answers: Record<string, string> = {
  granted: "  - answer: granted\n",
  refused: "  - answer: refused\n    reason: NOT_ENOUGH_USAGE_HISTORY\n",
};

/** How everybody is answered who asks for more quota; "" as the world says. */
export function withAnswer(text: string, answer: string): string {
  let rest = text;
  for (const rule of Object.values(answers)) {
    // Only the very first is ours; the world may end with the same.
    const ours = `quota_answers:\n${rule}`;
    const at = rest.startsWith(ours) ? 0 : rest.indexOf(`\n${ours}`) + 1;
    const follows = rest.slice(at + ours.length);
    const isOurs = (at > 0 || rest.startsWith(ours)) && !follows.startsWith("    ");
    if (isOurs) rest = `${rest.slice(0, at)}${follows.startsWith("  - ") ? "quota_answers:\n" : ""}${follows}`;
  }
  const rule = answers[answer];
  return rule === undefined ? rest : inFront(rest, "quota_answers", rule);
}
