#!/usr/bin/env node
"use strict";
// As installed the package is compiled; in a clone the sources run as they are.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const compiled = join(__dirname, "..", "dist", "cli", "main.js");
const source = join(__dirname, "main.ts");
if (existsSync(source)) require("tsx/cjs");
const { run } = require(existsSync(source) ? source : compiled);
run(process.argv.slice(2)).then(
  // A gateway that has served leaves connections that keep a process alive.
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
