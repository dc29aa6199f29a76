// Numbers and moments as people read them.

export function dollars(micros: number): string {
  const digits = micros !== 0 && Math.abs(micros) < 1_000_000 ? 4 : 2;
  return `$${(micros / 1_000_000).toFixed(digits)}`;
}

/** "2026-11-20T10:15:30Z" */
export function moment(iso: string): string { return iso.replace("T", " ").replace("Z", " UTC"); }

export function lastPart(name: string): string { return name.slice(name.lastIndexOf("/") + 1); }
