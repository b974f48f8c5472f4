import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on a free loopback port and tells the parent process which. */
export function listening(server: Server): void {
  server.listen(0, "127.0.0.1", () => tellPort((server.address() as AddressInfo).port));
}

/** @param key opens the server, where it wants one. */
export function tellPort(port: number, key?: string): void {
  process.send?.({ port, key });
  process.once("disconnect", () => process.exit(0));
}

/** The upstream's port, which the parent process gives. */
export const upstreamPort = Number(process.argv[2]);
