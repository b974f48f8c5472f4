import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { hasPython, pythonClients } from "./python";

/** `npm run test:clients [FILE...]`: installs the Python clients, then has real clients call the gateway. */
function main(): void {
  if (hasPython()) pythonClients((line) => console.log(line));
  else if (process.env["CI"]) throw new Error("There is no python3 with venv, and CI asks for its clients");
  const mocha = require.resolve("mocha/bin/mocha.js");
  const asked = process.argv.slice(2);
  const files = asked.length > 0 ? asked : ["tests/clients/**/*.clients.ts"];
  const options = ["--no-config", "--require", "tsx/cjs", "--require", join(__dirname, "..", "setup.ts")];
  const limit = String(createRequire(__filename)("../limit.cjs"));
  const { status } = spawnSync(
    process.execPath,
    [mocha, ...options, "--extension", "ts", "--timeout", limit, "--reporter", "spec", ...files],
    { stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
