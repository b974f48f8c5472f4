import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import type { Deployment } from "../../packages/common/resource";
import { serveLocalStack, type ServedStack } from "../../packages/local-gateway/stack/serveStack";
import { evaluated } from "../components/evaluated";

const path = "/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21";

/** A saved policy takes the place of the old one while clients go on. */
describe("a stack that is swapped while it serves", function () {
  let stack: ServedStack;
  let deployment: Deployment;
  let key: string;
  before(async () => {
    ({ deployment } = await evaluated("ptu"));
    key = (deployment.outputs["subscriptionKeys"]!.value as Record<string, string>)["premium-team"]!;
    stack = await serveLocalStack(deployment);
  });
  after(() => stack.close());

  /** The same declaration with a change to the document of every API. */
  const changed = (change: (policy: string) => string): Deployment => ({
    ...deployment,
    resources: deployment.resources.map((resource) =>
      /:ApiPolicy$/.test(resource.type)
        ? {
            ...resource,
            inputs: { ...resource.inputs, value: change(resource.inputs["value"] as string) },
            outputs: {},
          }
        : resource,
    ),
  });
  const marked = (mark: string) =>
    changed((policy) =>
      policy.replace(
        "<outbound>",
        `<outbound><set-header name="x-mark" exists-action="override"><value>${mark}</value></set-header>`,
      ),
    );
  const call = (more: object = {}) =>
    fetch(stack.url + path, {
      method: "POST",
      headers: { "api-key": key, "Content-Type": "application/json" },
      body: JSON.stringify({
        messages: [{ role: "user", content: "Hello" }],
        max_completion_tokens: 5,
        ...more,
      }),
    });

  it("takes a new policy without dropping a stream that is under way", async () => {
    const account = [...stack.accounts.values()].find(({ subdomain }) => /ptu/.test(subdomain))!;
    account.configure("gpt-5.4", { latency: { firstTokenMs: 0, perTokenMs: 30 } });
    const streaming = await call({ stream: true });
    const reader = streaming.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value!;

    await stack.swap(marked("one"));
    const quick = call();
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    expect(text).to.match(/data: \[DONE\]\s*$/);
    expect(streaming.headers.get("x-mark")).to.equal(null);
    expect((await quick).headers.get("x-mark")).to.equal("one");
    account.configure("gpt-5.4", { latency: { firstTokenMs: 0, perTokenMs: 0 } });
  });

  it("loses no call of many while it is swapped again and again", async () => {
    const statuses: number[] = [];
    let swapping = true;
    const client = async () => {
      while (swapping) statuses.push((await call()).status);
    };
    const clients = Promise.all(Array.from({ length: 4 }, client));
    for (let round = 0; round < 5; round += 1) await stack.swap(marked(String(round)));
    swapping = false;
    await clients;
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    expect(stack.recorded.eventHubEvents.length).to.be.at.least(statuses.length);
  });

  it("reports everything that is broken and stays as it was", async () => {
    await stack.swap(marked("good"));
    const failure = await stack
      .swap(
        changed((policy) =>
          policy.replace("<outbound>", "<outbound><no-such-policy /><set-body>@(1 +)</set-body>"),
        ),
      )
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(failure).to.be.instanceOf(ProblemsError);
    const { problems } = failure as ProblemsError;
    expect(problems.length).to.be.at.least(2);
    for (const { place } of problems) expect(place!.line).to.be.greaterThan(0);
    expect((await call()).headers.get("x-mark")).to.equal("good");
  });

  it("says that event hubs stay as they were when others are declared", async () => {
    const more = deployment.resources.map((resource) =>
      /:EventHub$/.test(resource.type)
        ? { ...resource, outputs: {}, inputs: { ...resource.inputs, partitionCount: 9 } }
        : resource,
    );
    await stack.swap({ ...deployment, resources: more });
    expect(stack.warnings.map(({ code }) => code)).to.include("EVENT_HUBS_STAY");
    await stack.swap(deployment);
    expect(stack.warnings.map(({ code }) => code)).not.to.include("EVENT_HUBS_STAY");
  });

  it("keeps counters, accounts and what was recorded", async () => {
    const used = () =>
      stack.counters[0]!.list().find((counter) => counter.key === "tokens:product:premium")!.used;
    const before = {
      used: used(),
      accounts: [...stack.accounts.values()],
      events: stack.recorded.eventHubEvents.length,
    };
    await stack.swap(marked("later"));
    await call();
    expect(used()).to.be.greaterThan(before.used);
    expect([...stack.accounts.values()]).to.deep.equal(before.accounts);
    expect(stack.recorded.eventHubEvents.length).to.equal(before.events + 1);
  });
});
