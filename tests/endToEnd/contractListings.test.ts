import { expect } from "chai";
import type { ContractInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { ask } from "./ask";
import { DevStack } from "./devStack";
import { config as everyProvider, hosts } from "./hubFaults/everyProvider";
import { answer, FakeProvider } from "./providers/providerStack";

/** The paths by which clients ask what there is, the header their key is in, and where the names stand in the answer. */
const lists = [
  ["/openai/v1/models", "api-key", "openAiV1", "gpt-azure"],
  ["/openai/deployments?api-version=2024-10-21", "api-key", "azureOpenAi", "gpt-azure"],
  ["/openai/models?api-version=2024-10-21", "api-key", "azureOpenAi", "gpt-azure"],
  ["/anthropic/v1/models", "x-api-key", "anthropic", "claude"],
  ["/gemini/v1beta/models", "x-goog-api-key", "gemini", "gemini"],
] as const;

const namesOf = (listed: unknown) => {
  const { data, models } = listed as {
    data?: readonly { id: string }[];
    models?: readonly { name: string }[];
  };
  return [
    ...(data ?? []).map(({ id }) => id),
    ...(models ?? []).map(({ name }) => name.replace(/^models\//, "")),
  ];
};

describe("what there is, asked in every API of a gateway that takes contracts", () => {
  const provider = new FakeProvider(() => answer({}));
  const reached: string[] = [];
  let stack: DevStack;
  before(async () => {
    const gateway = await hubStack(everyProvider);
    const contract = (name: string, grants: ContractInput["grants"]): ContractInput => ({
      useCase: { businessUnit: "hr", name, environment: "dev" },
      grants,
    });
    const narrow = Object.fromEntries(lists.map(([, , api, model]) => [api, model]));
    const contracts = await contractStack(gateway, [
      contract(
        "all",
        Object.keys(narrow).map((api) => ({ api })),
      ),
      contract(
        "narrow",
        Object.entries(narrow).map(([api, model]) => ({ api, models: [model] })),
      ),
    ]);
    stack = DevStack.of(both(gateway, contracts), (request, go) => {
      const { hostname } = new URL(request.url);
      reached.push(hostname);
      return hosts.some(([end]) => end !== ".openai.azure.com" && hostname.endsWith(end))
        ? provider.handle(request)
        : go();
    });
  });

  for (const [path, header, , model] of lists)
    it(`GET ${path} names what its key may call, and asks no backend`, async () => {
      const listed = async (key: string) => {
        const { status, json } = await ask(stack, `GET ${path}`, { [header]: stack.key(key) });
        expect(status, `${key}: ${JSON.stringify(json)}`).to.equal(200);
        return namesOf(json);
      };
      const own = await listed("team");
      expect(own).to.include.members([model, "shared"]);
      expect(await listed("hr/narrow/dev")).to.deep.equal([model]);
      const all = await listed("hr/all/dev");
      expect(all).to.include.members([model, "shared"]);
      expect(own).to.include.members(all);
      expect(reached).to.deep.equal([]);
    });

  it("a call that names no model is told so, and a list is no way past it", async () => {
    const { status } = await ask(
      stack,
      "POST /anthropic/v1/messages",
      { "x-api-key": stack.key("hr/narrow/dev") },
      { max_tokens: 5, messages: [{ role: "user", content: "Hello" }] },
    );
    expect(status).to.equal(400);
    expect(reached).to.deep.equal([]);
  });
});
