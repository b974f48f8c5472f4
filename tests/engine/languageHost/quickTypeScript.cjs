"use strict";
// Loads a program's TypeScript in a fraction of the time that ts-node takes: each source is compiled once, by content, and
// no stack trace is mapped back to it. Pulumi takes thousands of those.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { pid } = require("node:process");

const folder = join(tmpdir(), "genai-engine-typescript");

function compiled(source) {
  const file = join(folder, `${createHash("sha256").update(source).digest("hex")}.js`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const { code } = require("esbuild").transformSync(source, {
      loader: "ts",
      format: "cjs",
      target: "node20",
    });
    mkdirSync(folder, { recursive: true });
    // In one step: other programs read the same beside this one.
    writeFileSync(`${file}.${pid}`, code);
    renameSync(`${file}.${pid}`, file);
    return code;
  }
}

require.extensions[".ts"] = (module, path) => module._compile(compiled(readFileSync(path, "utf8")), path);
