import { existsSync } from "node:fs";
import { join } from "node:path";

/** The stack of a program that is meant where none is named: this project shows itself by ptu; most have a stack dev. */
export function defaultStack(directory: string): string {
  return existsSync(join(directory, "Pulumi.ptu.yaml")) ? "ptu" : "dev";
}
