import { expect } from "chai";
import { clientAccess } from "../../../packages/local-gateway/stack/access";
import { serveLocalStack } from "../../../packages/local-gateway/stack/serveStack";
import { runDemo, type DemoResult } from "../../../packages/cli/start/demo";
import { findTarget } from "../../../packages/cli/start/targets";
import { evaluated } from "../../components/evaluated";

describe("the calls that npm start makes", function () {
  const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    // One account and no ingress: nothing to spill to, and keys as api-key alone.
    dev: { chat: 200, "chat, streamed": 200, embeddings: 200, "responses (v1)": 200, "over the limit": 429 },
    ptu: {
      chat: 200,
      "chat, streamed": 200,
      embeddings: 200,
      "responses (v1)": 200,
      "over the limit": 429,
      spill: 200,
    },
  };
  for (const [name, statuses] of Object.entries(expected))
    it(`get what stack ${name} is there for, over sockets and with OpenAI's own client`, async () => {
      const { deployment } = await evaluated(name);
      const stack = await serveLocalStack(deployment);
      try {
        const target = findTarget(deployment, stack.gateway, clientAccess(stack, deployment.resources));
        expect(target.keyHeader).to.equal(name === "dev" ? "api-key" : undefined);
        const results: DemoResult[] = [];
        await runDemo(target, (result) => results.push(result));
        expect(Object.fromEntries(results.map(({ call, status }) => [call, status]))).to.deep.equal(statuses);
        expect(results.every((result) => result.expected)).to.equal(true);
        const spilled = results.find(({ call }) => call === "spill");
        if (spilled) expect(target.firstBackends).to.not.include(spilled.backend);
      } finally {
        await stack.close();
      }
    });
});
