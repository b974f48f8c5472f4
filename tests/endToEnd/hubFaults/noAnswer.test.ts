import { expect } from "chai";
import { Evaluated, input } from "../../components/evaluated";
import { ask } from "../ask";
import { answer } from "../providers/providerStack";
import { apis, headersOf, startAll } from "./everyProvider";

/** The API, a model, its backends in the order in which they are asked, by the ends of their hosts. */
const orders: readonly (readonly [api: string, model: string, hosts: readonly [string, string]])[] = [
  ["OpenAI v1", "shared", [".openai.azure.com", "api.openai.com"]],
  ["Anthropic", "claude", ["api.anthropic.com", ".services.ai.azure.com"]],
];

describe("the AI hub's fault 4: what a failed connection and a 429 do", function () {
  for (const [name, model, [first, second]] of orders) {
    const api = apis.find((one) => one.name === name)!;
    const startWith = (of: (host: string) => ReturnType<typeof answer> | undefined) => startAll(of);
    const call = (stack: Awaited<ReturnType<typeof startAll>>["stack"]) =>
      ask(stack, `POST ${api.path(model)}`, headersOf(stack, api.header), api.body(model));

    it(`is not copied: ${name} asks the next backend where the first gives no answer at all`, async () => {
      const { stack, providers } = await startWith((host) => (host === first ? undefined : answer({})));
      const { status, headers, bytes } = await call(stack);
      expect([status, headers.get("x-gateway-backend")], bytes.toString()).to.deep.equal([
        200,
        second === "api.openai.com" ? "openai-direct" : "foundry-anthropic",
      ]);
      expect([providers.get(first)!.requests.length, providers.get(second)!.requests.length]).to.deep.equal([
        1, 1,
      ]);
      expect(stack.usage()[0]).to.include({ attempts: 2, spilled: true, status: 200 });
    });

    it(`is not copied: ${name} says 503 where none gives one, and no expression fails`, async () => {
      const { stack } = await startWith(() => undefined);
      const { status, bytes } = await call(stack);
      expect(status, bytes.toString()).to.equal(503);
      // A null dereference would be a 500 by the expression, with API Management's own words.
      expect(bytes.toString()).not.to.match(/Expression|NullReference|Object reference/);
      expect(stack.usage()[0]).to.include({ attempts: 2, status: 503 });
    });

    it(`is not copied: ${name} asks a backend again after any number of 429s`, async () => {
      let full = true;
      const { stack, providers } = await startWith((host) =>
        full && host === first ? answer({}, 429, { "Retry-After": "60" }) : answer({}),
      );
      for (let calls = 0; calls < 12; calls++) expect((await call(stack)).status).to.equal(200);
      expect(providers.get(first)!.requests).to.have.length(12);
      full = false;
      await call(stack);
      expect(providers.get(first)!.requests).to.have.length(13);
      expect(providers.get(second)!.requests).to.have.length(12);
    });

    for (const [what, fails] of [
      ["answers 500", () => answer({}, 500)],
      ["gives no answer", () => undefined],
    ] as const)
      it(`opens the breaker of a backend of ${name} that ${what}, after three times`, async () => {
        const { stack, providers } = await startWith((host) => (host === first ? fails() : answer({})));
        for (let calls = 0; calls < 6; calls++) expect((await call(stack)).status).to.equal(200);
        expect(providers.get(first)!.requests).to.have.length(3);
        expect(providers.get(second)!.requests).to.have.length(6);
      });
  }

  it("is not copied in what is declared: no backend of any provider has 429 among what opens its breaker", async () => {
    const { stack } = await startAll(() => answer({}));
    const single = new Evaluated(stack.deployment)
      .all("apimanagement:Backend")
      .filter((one) => input(one, "pool") === undefined);
    expect(single.length).to.be.at.least(7);
    for (const backend of single) {
      const rules = input(backend, "circuitBreaker.rules") as {
        failureCondition: { statusCodeRanges: { min: number; max: number }[]; errorReasons: string[] };
      }[];
      expect(rules, backend.name).to.have.length(1);
      const { statusCodeRanges, errorReasons } = rules[0]!.failureCondition;
      const opens = (status: number) =>
        statusCodeRanges.some(({ min, max }) => min <= status && status <= max);
      expect([429, 499, 500, 503, 599].map(opens), backend.name).to.deep.equal([
        false,
        false,
        true,
        true,
        true,
      ]);
      expect(errorReasons).to.include("BackendConnectionFailure");
    }
  });
});
