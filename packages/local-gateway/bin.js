#!/usr/bin/env node
"use strict";
// As installed the package is compiled; in a clone the sources run as they are.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "command", "main.ts"))) require("tsx/cjs");
const { run } = require("./command/main");
run(process.argv.slice(2)).then(
  // A gateway that has served leaves connections that keep a process alive.
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
