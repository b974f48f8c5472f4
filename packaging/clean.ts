import { rmSync } from "node:fs";
import { resolve } from "node:path";

// What was compiled from a file that is no more would be published with the rest.
rmSync(resolve(__dirname, "..", "dist"), { recursive: true, force: true });
