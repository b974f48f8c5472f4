import { devConfig } from "../tests/endToEnd/devStack";
import { contractStack, hubStack } from "../tests/components/useCase/onBoard";
import { isShort, judge } from "./support/goals";

/**
 * What a preview of a program of contracts costs without Azure: reading the gateway's output, every check, every policy
 * rendered and compiled, seven resources each. In CPU-seconds, so that other work on the machine changes little.
 */
const contracts = isShort ? 5 : 100;
const seconds = (contracts / 100) * 10;

async function main(): Promise<void> {
  const gateway = await hubStack(devConfig);
  const asked = Array.from({ length: contracts }, (_, index) => ({
    useCase: { businessUnit: "hr", name: `case-${index}`, environment: "dev" },
    grants: [{ api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 1000, requestsPerMinute: 60 }],
    tokensPerMinute: 2000,
    budget: { dollars: 20 },
  }));
  const before = process.cpuUsage();
  const { resources } = await contractStack(gateway, asked);
  const { user, system } = process.cpuUsage(before);
  const declared = resources.filter(({ type }) => !type.startsWith("pulumi:")).length;
  if (declared !== contracts * 7) throw new Error(`${declared} resources of ${contracts} contracts`);
  console.log(`evaluation of ${contracts} contracts`);
  judge("CPU", (user + system) / 1e6, { atMost: seconds, unit: " s", digits: 1 });
}

void main();
