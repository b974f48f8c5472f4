import { expect } from "chai";
import type { UsageEvent } from "../endToEnd/devStack";
import type { FullStack } from "./fullStack";
import { startHubStack } from "./hubStack";
import { pixel } from "./providerServers";
import { hasPython, runCases, type CaseResult } from "./python";

/** Case of python/images.py => what it gives back. */
const cases: Readonly<Record<string, unknown>> = {
  "MAI-Image generation": [[1024, 768], 768],
  "MAI-Image edit": [[1024, 1024], 1024],
  "FLUX.2-pro generation": [2048, 1024],
  "FLUX.2-flex generation": [1024, 1024],
  "FLUX.2-pro edit": [1024, 1024],
};

/** What each case has cost, in millionths of a dollar but for its prompt's text. */
const costs = [36_096, 48_128 + 8, 45_000, 50_000, 60_000];

(hasPython() || process.env["CI"] ? describe : describe.skip)("Foundry's image models, by LiteLLM", () => {
  let full: FullStack;
  let results: ReadonlyMap<string, CaseResult>;
  before(async () => {
    full = await startHubStack({}, [
      {
        ...{ name: "foundry", provider: "foundry", kind: "payg" },
        deployments: ["MAI-Image-2.5", "FLUX.2-pro", "FLUX.2-flex"].map((name) => ({
          ...{ name, model: name, version: "1", capacity: 10 },
        })),
      },
    ]);
    results = await runCases("images.py", { GATEWAY_URL: full.url, GATEWAY_KEY: full.key, PIXEL: pixel });
  });
  after(() => full.stack.close());

  for (const [name, expected] of Object.entries(cases))
    it(name, () => {
      const { error, value } = results.get(name)!;
      expect(error).to.equal(undefined);
      expect(value).to.deep.equal(expected);
    });

  it("is refused with another key", () => {
    expect(results.get("another key")!.status).to.equal(401);
  });

  it("is charged for its pictures", () => {
    const events = full.stack.recorded.eventHubEvents
      .map(({ body }) => JSON.parse(body) as UsageEvent)
      .filter(({ status }) => status === 200);
    const of = ({ cost = {} }: UsageEvent) => (cost["image"] ?? 0) + (cost["output"] ?? 0);
    expect(events.map(of)).to.deep.equal(costs);
  });
});
