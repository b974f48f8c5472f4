import { resolve } from "node:path";
import { azureProvider, evaluateProgram, readStackConfig } from "../../packages/local-cloud";
import { serveLocalStack } from "../../packages/local-gateway/stack/serveStack";
import { tellPort } from "./listening";

/** A stack as `npm start` serves it, without the dashboard and its traces. */
async function main(): Promise<void> {
  const [, , project = "", name = ""] = process.argv;
  const directory = resolve(project);
  const deployment = await evaluateProgram({ ...readStackConfig(directory, name), provider: azureProvider });
  const stack = await serveLocalStack(deployment, { recordCapacity: 10_000 });
  // The keys are made per run: its parent calls with what this one tells.
  const [subscription] = stack.gateway.service.subscriptions.filter(({ active }) => active);
  tellPort(Number(new URL(stack.url).port), subscription!.primaryKey);
}

void main();
