#!/usr/bin/env node
"use strict";
// Under the name pulumi-resource-azure-genai-gateway Pulumi finds the component on PATH, whatever language asks for it.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "index.ts");
if (existsSync(source)) require("tsx/cjs");
require(existsSync(source) ? source : join(__dirname, "..", "dist", "plugin", "index.js"));
