import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { emptyBody, HttpHeaders, readBody, type HttpRequest } from "../packages/common/http";
import { azureProvider, evaluateProgram, readStackConfig } from "../packages/local-cloud";
import { createLocalStack } from "../packages/local-gateway/stack/stack";

/**
 * Calls a CPU-second through the plain dev stack. When all is warm it says how many events a stream has; then each line on
 * its input, "whole" or "streams", is a turn, answered by a line with the rate. `against` copies this file into another revision and runs it there
 * too, so it uses nothing that the other may lack.
 */
const seconds = { warm: 4, turn: 0.3 };
const underWay = 16;
/** Of every answer: left to the chance of a process, one writes three times the events that another does. */
const answerTokens = { min: 100, max: 100 };

/** Of the limits only that they bind is changed: so many calls would be refused. */
function withoutLimits<T>(resources: T): T {
  const text = JSON.stringify(resources)
    .replace(/(tokens-per-minute|token-quota)=\\"\d+\\"/g, '$1=\\"2000000000\\"')
    .replace(/"capacity":\d+/g, '"capacity":1000000');
  return JSON.parse(text) as T;
}

async function main(): Promise<void> {
  const project = resolve(__dirname, "..");
  const declared = await evaluateProgram({ ...readStackConfig(project, "dev"), provider: azureProvider });
  const deployment = { ...declared, resources: withoutLimits(declared.resources) };
  const local = createLocalStack(deployment, { recordCapacity: 1_000 });
  for (const account of local.accounts.values())
    for (const name of account.deployments)
      account.configure(name, { latency: { firstTokenMs: 0, perTokenMs: 0 }, answerTokens });
  const [subscription] = local.gateway.service.subscriptions;
  const requestOf = (stream: boolean): HttpRequest => ({
    method: "POST",
    url: `${local.scheme}://${new URL(local.gateway.service.gatewayUrl).host}/openai/v1/chat/completions`,
    headers: new HttpHeaders({ "Content-Type": "application/json", "api-key": subscription!.primaryKey }),
    body: Buffer.from(
      JSON.stringify({
        model: "gpt-5.4",
        messages: [{ role: "user", content: "What is a leaky bucket?" }],
        ...(stream ? { stream } : {}),
      }),
    ),
  });
  const call = async (request: HttpRequest) => {
    const answer = await local.handle({ ...request, headers: request.headers.clone() });
    const body = Buffer.from(await readBody(answer.body ?? emptyBody)).toString();
    if (answer.status !== 200) throw new Error(`${answer.status}: ${body}`);
    return body;
  };
  const perCpuSecond = async (request: HttpRequest, atLeast: number) => {
    const begun = process.cpuUsage();
    const used = () => {
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1e6;
    };
    let done = 0;
    const client = async () => {
      while (done % 16 > 0 || used() < atLeast) {
        await call(request);
        done += 1;
        await new Promise(setImmediate);
      }
    };
    await Promise.all(Array.from({ length: underWay }, client));
    return done / used();
  };
  const requests: Readonly<Record<string, HttpRequest>> = {
    whole: requestOf(false),
    streams: requestOf(true),
  };
  for (const request of Object.values(requests)) await perCpuSecond(request, seconds.warm);
  console.log((await call(requests.streams!)).split("data: ").length - 1);
  for await (const kind of createInterface({ input: process.stdin }))
    console.log(await perCpuSecond(requests[kind]!, seconds.turn));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
