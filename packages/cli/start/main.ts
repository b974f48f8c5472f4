import { startCommand } from "./options";
import { startGateway } from "./startGateway";

/** `npm start`. */
void startCommand("npm start --", (options) => startGateway(options).then((code) => process.exit(code)))
  .allowExcessArguments(false)
  .parseAsync(process.argv);
