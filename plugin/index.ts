import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as provider from "@pulumi/pulumi/provider";
import { packageName } from "./packageSchema";
import { GatewayProvider } from "./provider";

/** Of the package that this folder is part of; the folder's own package.json only tells Pulumi what to start. */
function packageVersion(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const { name, version } = readManifest(join(folder, "package.json"));
    if (name === packageName && version) return version;
    if (dirname(folder) === folder) throw new Error(`${packageName} has no package.json above ${__dirname}`);
  }
}

function readManifest(file: string): { name?: string; version?: string } {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
  } catch {
    return {};
  }
}

void provider.main(new GatewayProvider(packageVersion()), process.argv.slice(2));
