import { cpSync } from "node:fs";
import { join, resolve } from "node:path";

/** What the compiler leaves behind: files that the code reads beside itself. */
const assets = [
  "catalogue/catalogue.yaml",
  "local/cloud/azure/inputs/types",
  "local/dashboard/assets",
  "plugin/PulumiPlugin.yaml",
  "plugin/package.json",
  "scenarios/library",
  "scenarios/report/client.js",
  "scenarios/report/report.css",
];

const root = resolve(__dirname, "..");
for (const asset of assets)
  cpSync(join(root, asset), join(root, "dist", asset), {
    recursive: true,
    // Scenarios in TypeScript are compiled.
    filter: (source) => !source.endsWith(".ts"),
  });
