import { expect } from "chai";
import { systemClock } from "../../packages/common/clock";
import { expandTemplates } from "../../packages/local-gateway/gateway/model/expandTemplates";
import { outside } from "../../packages/local-gateway/estate/outside";
import { documentsOf } from "../../packages/local-gateway/resources/documents";
import { serveLocalStack } from "../../packages/local-gateway/stack/serveStack";
import { devConfig, evaluatedConfig } from "./devStack";
import { backends, budget, product } from "./pricedStack";

/** As `npm start` and `dev` run it: the gateway asks the log over a socket, where in a test all is one process. */
describe("one's own usage from a stack on ports", () => {
  it("is answered, and no host of the policies is said to be without an answer", async () => {
    const { deployment } = await evaluatedConfig({
      ...devConfig,
      backends,
      usage: { ownView: true },
      products: [product({ subscriptionBudget: budget, subscriptions: [{ name: "team" }] })],
    });
    const resources = expandTemplates(deployment.resources);
    const { problems } = outside({ resources, documents: documentsOf(resources), clock: systemClock });
    expect(problems.map(({ message }) => message)).to.deep.equal([]);
    const stack = await serveLocalStack(deployment);
    try {
      const keys = deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
      const usage = async () => {
        const answer = await fetch(`${stack.url}/openai/v1/genai/usage`, {
          headers: { "api-key": keys["team"]! },
        });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
      expect(await usage()).to.deep.include({ status: 200 });
      // A declaration in place of another asks the same log.
      await stack.swap(deployment);
      const { status, body } = await usage();
      expect(status).to.equal(200);
      expect(body).to.include({ subscription: "team" });
      expect(body["budget"]).to.include({ of: "subscription", dollars: budget.dollars });
    } finally {
      await stack.close();
    }
  });
});
