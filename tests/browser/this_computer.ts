// What the kernel of this computer says about ports and processes.
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";

const LISTENS = "0A"; // the state in /proc/net/tcp

/** The addresses on which something listens at that port, as the kernel writes them: "0100007F" is 127.0.0.1. */
export function listenersOn(port: number): string[] {
  const found: string[] = [];
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readFileSync(table, "utf8").trim().split("\n").slice(1)) {
      const [, local = "", , state] = line.trim().split(/\s+/);
      const [address = "", hexPort = ""] = local.split(":");
      if (state === LISTENS && parseInt(hexPort, 16) === port) found.push(address);
    }
  }
  return found;
}

/** Addresses of this computer that are not 127.0.0.1: what others would reach it by, and two that nobody else can. */
export function otherAddresses(): string[] {
  const outward = Object.values(networkInterfaces()).flat().filter((address) => address && !address.internal)
    // A link-local address means nothing without its interface.
    .map((address) => (address?.address.startsWith("fe80") ? `${address.address}%${address.scopeid}` : address!.address));
  return ["127.0.0.2", "::1", ...outward];
}

/** "connected", or the kernel's word for why not. */
export function knock(address: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.once("connect", () => { socket.destroy(); resolve("connected"); });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? String(error)));
  });
}

/** Programs of that name that were begun by the process, or by those that it began. */
export function descendants(ancestor: number, name: string): number[] {
  const found: number[] = [];
  for (const entry of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    let status: string;
    try {
      status = readFileSync(`/proc/${entry}/status`, "utf8");
    } catch {
      continue; // ended meanwhile
    }
    if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== ancestor) continue;
    if (/^Name:\s+(.*)/m.exec(status)?.[1] === name) found.push(Number(entry));
    found.push(...descendants(Number(entry), name));
  }
  return found;
}
