import { expect } from "chai";
import { sleep, VirtualClock } from "../../../packages/common/clock";
import { BrokenConnection, HttpHeaders, readBody, type HttpRequest } from "../../../packages/common/http";
import { ProblemsError } from "../../../packages/common/problem";
import { seededRandom } from "../../../packages/common/random";
import type { DeclaredResource, Deployment } from "../../../packages/common/resource";
import { createLocalStack, type LocalStack } from "../../../packages/local-gateway/stack/stack";
import { evaluated } from "../../components/evaluated";

const sweden = "swedencentral";
const france = "francecentral";

describe("a local stack of two regions", function () {
  let prod: Deployment;
  let clock: VirtualClock;
  let stack: LocalStack;
  before(async () => {
    prod = (await evaluated("prod")).deployment;
  });
  beforeEach(() => {
    start(prod);
  });

  function start(deployment: Deployment): void {
    clock = new VirtualClock();
    stack = createLocalStack(deployment, { clock, random: seededRandom(1) });
  }
  function changed(type: string, change: (inputs: Readonly<Record<string, unknown>>) => object): Deployment {
    const apply = (resource: DeclaredResource) =>
      resource.type === `azure-native:${type}`
        ? {
            ...resource,
            inputs: { ...resource.inputs, ...change(resource.inputs) },
            outputs: { ...resource.outputs, ...change(resource.inputs) },
          }
        : resource;
    return { ...prod, resources: prod.resources.map(apply) };
  }
  function request(more: object = {}): HttpRequest {
    const keys = prod.outputs["subscriptionKeys"]!.value as Record<string, string>;
    return {
      method: "POST",
      url: "https://genai.example.com/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21",
      headers: new HttpHeaders({ "Content-Type": "application/json", "api-key": keys["premium-team"]! }),
      body: Buffer.from(
        JSON.stringify({
          messages: [{ role: "user", content: "Hello" }],
          max_completion_tokens: 20,
          ...more,
        }),
      ),
    };
  }
  const models = () => ({ ...request(), method: "GET", url: "https://genai.example.com/openai/v1/models" });
  /** The backend that answers users of a region, or what becomes of their connection. */
  async function askFrom(region: string): Promise<string> {
    try {
      const answer = await clock.run(stack.handleFrom(region)(request()));
      await clock.run(readBody(answer.body));
      return answer.headers.get("x-gateway-backend") ?? String(answer.status);
    } catch (error) {
      if (error instanceof BrokenConnection) return "broken";
      throw error;
    }
  }
  const wait = (seconds: number) => clock.run(sleep(clock, seconds * 1000));
  const usage = () =>
    stack.recorded.eventHubEvents.map(({ body, namespace }) => ({
      region: (JSON.parse(body) as { region: string }).region,
      namespace,
    }));

  it("answers users from their own region, with the backend near to it, into its own Event Hub", async () => {
    expect(stack.regions.map(({ name }) => name)).to.deep.equal([sweden, france]);
    expect(await askFrom(sweden)).to.equal("ptu-1");
    expect(await askFrom(france)).to.equal("ptu-2");
    const [swedish, french] = usage();
    expect(swedish!.region).to.equal(sweden);
    expect(french!.region).to.equal(france);
    expect(french!.namespace).to.include(france);
    expect(swedish!.namespace).to.not.equal(french!.namespace);
    expect([...stack.eventHubs.keys()]).to.have.members(usage().map(({ namespace }) => namespace));
  });

  it("lists the gateway's own models in each region, and asks no account", async () => {
    for (const region of [sweden, france]) {
      const answer = await clock.run(stack.handleFrom(region)(models()));
      expect(answer.status).to.equal(200);
      const listed = Buffer.from(await clock.run(readBody(answer.body))).toString();
      expect(listed).to.contain('"gpt-5.4"');
    }
    const served = [...stack.accounts.values()].filter(({ ledger }) => ledger.calls.length > 0);
    expect(served).to.deep.equal([]);
  });

  it("keeps to what is left when a region is lost, once probes and DNS have noticed", async () => {
    expect(await askFrom(sweden)).to.equal("ptu-1");
    stack.loseRegion("Sweden Central");
    expect(await askFrom(sweden)).to.equal("broken");
    expect(await askFrom(france)).to.equal("ptu-2");
    await wait(24);
    expect(stack.online).to.deep.equal([sweden, france]);
    await wait(1);
    expect(stack.online).to.deep.equal([france]);
    await wait(30);
    expect(await askFrom(sweden)).to.equal("ptu-2");
    stack.restoreRegion(sweden);
    await wait(10);
    void stack.online;
    await wait(31);
    expect(stack.online).to.deep.equal([sweden, france]);
    expect(await askFrom(sweden)).to.equal("ptu-1");
  });

  it("spills to the far region's PTU before any pay-as-you-go", async () => {
    const [ptu] = [...stack.accounts.values()].filter(({ subdomain }) => subdomain.includes("ptu-1"));
    ptu!.configure("gpt-5.4", { fault: { kind: "status", status: 429, retryAfterMs: 5000 } });
    expect(await askFrom(sweden)).to.equal("ptu-2");
    const [{ spilled }] = stack.recorded.eventHubEvents.map(
      ({ body }) => JSON.parse(body) as { spilled: boolean },
    ) as [{ spilled: boolean }];
    // It is paid for all the same: what spills is what costs by the token.
    expect(spilled).to.equal(false);
  });

  it("breaks off a stream that is under way through a region that is lost", async () => {
    const answer = await clock.run(
      stack.handleFrom(sweden)(request({ stream: true, max_completion_tokens: 500 })),
    );
    let chunks = 0;
    const reading = (async () => {
      for await (const _ of answer.body as AsyncIterable<Uint8Array>)
        if (++chunks === 3) stack.loseRegion(sweden);
    })().then(
      () => "whole",
      (error: unknown) => error,
    );
    expect(await clock.run(reading)).to.be.instanceOf(BrokenConnection);
    expect(chunks).to.be.lessThan(10);
  });

  it("keeps a region lost while a new declaration comes", async () => {
    stack.loseRegion(sweden);
    await stack.swap(prod);
    expect(await askFrom(sweden)).to.equal("broken");
    stack.restoreRegion(sweden);
    expect(await askFrom(sweden)).to.equal("ptu-1");
  });

  it("sends everyone to the first region that is well where the profile says so", async () => {
    start(changed("trafficmanager:Profile", () => ({ trafficRoutingMethod: "Priority" })));
    expect(await askFrom(france)).to.equal("ptu-1");
    stack.loseRegion(sweden);
    await wait(60);
    void stack.online;
    await wait(31);
    expect(await askFrom(france)).to.equal("ptu-2");
  });

  it("finds that an ingress keeps the probes from API Management", async () => {
    start(
      changed("network:ApplicationGateway", (inputs) =>
        inputs["location"] === france
          ? {
              urlPathMaps: (inputs["urlPathMaps"] as { pathRules: { name: string }[] }[]).map((map) => ({
                ...map,
                pathRules: map.pathRules.filter(({ name }) => name !== "status"),
              })),
            }
          : {},
      ),
    );
    await askFrom(france);
    await wait(60);
    expect(stack.online).to.deep.equal([sweden]);
  });

  it("counts limits in each region by itself, as Azure does", () => {
    expect(stack.instances.map(({ service }) => service.region)).to.deep.equal([sweden, france]);
    expect(new Set(stack.counters).size).to.equal(2);
  });

  it("says which regions there are", async () => {
    expect(() => stack.loseRegion("norwayeast")).to.throw(ProblemsError, /francecentral/);
    const dev = createLocalStack((await evaluated("ptu")).deployment, { clock });
    expect(() => dev.loseRegion(sweden)).to.throw(ProblemsError, /one region/);
  });
});
