import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { ask } from "./ask";
import { chatPath, devConfig, DevStack } from "./devStack";
import { question, user } from "./guards/cachedStack";
import { apps, audience, Issuer, people, tenant } from "./tokenStack";

const config: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  contracts: { semanticCache: { embeddings: "text-embedding-3-small", thresholds: [0.05, 0.2] } },
};
const of = (name: string, more: Partial<ContractInput>): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev" },
  grants: [{ api: "azureOpenAi" }],
  ...more,
});
const contracts = [
  of("one", { semanticCache: {}, dimensions: { team: "talent", site: "eu 1" } }),
  of("two", { semanticCache: { threshold: 0.2, ttl: 60 } }),
  of("none", {}),
  of("people", {
    semanticCache: { varyBy: "user" },
    identity: { mode: "both", applications: [apps.chat] },
  }),
];

describe("the semantic cache of contracts", () => {
  let stack: DevStack;
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await Issuer.start();
    const gateway = await hubStack(config);
    stack = DevStack.of(both(gateway, await contractStack(gateway, contracts)), undefined, {
      "login.microsoftonline.com": issuer.handle,
    });
  });
  const call = async (name: string, headers: Record<string, string> = {}, text = question) => {
    const key = name.includes("-") ? name : `hr/${name}/dev`;
    const answer = await ask(
      stack,
      `POST ${chatPath}`,
      { "api-key": stack.key(key), ...headers },
      user(text),
    );
    expect(answer.status, answer.message).to.equal(200);
    return answer.headers.get("x-genai-cache") === "hit";
  };

  it("gives a contract its own answers again, and nobody another's", async () => {
    expect(await call("one")).to.equal(false);
    expect(await call("one")).to.equal(true);
    for (const other of ["two", "none", "none", "premium-team", "premium-team"])
      expect(await call(other), other).to.equal(false);
    expect(await call("two")).to.equal(true);
    // A hit costs its vector alone, which is less than the call that it spares.
    const [first, hit] = stack.usage();
    expect(hit!.costMicros).to.be.lessThan(first!.costMicros!);
  });

  it("keeps answers as long as the contract says", async () => {
    expect([await call("two"), await call("one")]).to.deep.equal([false, false]);
    await stack.clock.advance(61_000);
    expect([await call("two"), await call("one")]).to.deep.equal([false, true]);
  });

  it("is by person where the contract says so", async () => {
    const as = async (oid: string) => ({ Authorization: `Bearer ${await issuer.token(stack, { oid })}` });
    expect(await call("people", await as(people.ann))).to.equal(false);
    expect(await call("people", await as(people.bob))).to.equal(false);
    expect(await call("people", await as(people.ann))).to.equal(true);
  });

  it("stands beside the dimensions that a contract has in its events", async () => {
    await call("one");
    await call("two");
    const events = stack.usage() as unknown as readonly { readonly dimensions: unknown }[];
    expect(events.map(({ dimensions }) => dimensions)).to.deep.equal([
      { team: "talent", site: "eu 1" },
      null,
    ]);
  });
});

describe("a cache that a contract cannot have", () => {
  const rows: readonly (readonly [cache: ContractInput["semanticCache"], with_: boolean, code: string])[] = [
    [{}, false, "CONTRACT_CACHE_NONE semanticCache"],
    [{ threshold: 0.1 }, true, "CONTRACT_CACHE_THRESHOLD semanticCache.threshold"],
    [{ varyBy: "user" }, true, "CONTRACT_CACHE_USER semanticCache.varyBy"],
    [{ threshold: 0.2 }, true, ""],
  ];
  for (const [semanticCache, with_, code] of rows)
    it(code === "" ? "is taken otherwise" : code, async () => {
      const gateway = await hubStack(with_ ? config : devConfig);
      const told = await contractStack(gateway, [of("asks", { semanticCache })]).then(
        () => "",
        (error: Error) => error.message,
      );
      if (code === "") expect(told).to.equal("");
      else expect(told).to.include(code);
    });
});
