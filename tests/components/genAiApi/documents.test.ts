import { expect } from "chai";
import type { Problem } from "../../../packages/common/problem";
import { planBackends } from "../../../components/backendPlan";
import type { GatewayConfig } from "../../../components/config/schema";
import { planDocuments, type GatewayDocuments } from "../../../components/genAiApi/documents";
import { entityNames } from "../../../components/policyNames";
import { readPolicyFiles, type PolicyFiles } from "../../../components/policyFiles";
import { devStack, readStackFile } from "../config/stackFile";

const files = readPolicyFiles();
const dev = readStackFile(devStack).config!;

function plan(
  config: GatewayConfig = dev,
  from: PolicyFiles = files,
): GatewayDocuments & { problems: Problem[] } {
  const problems: Problem[] = [];
  const backends = planBackends(config.backends, { location: config.location });
  return { ...planDocuments(config, backends, from, problems), problems };
}

function withApi(more: Partial<GatewayConfig["apis"]["azureOpenAi"]>): GatewayConfig {
  return { ...dev, apis: { ...dev.apis, azureOpenAi: { ...dev.apis.azureOpenAi, ...more } } };
}

/** The package's own documents with one fragment's text changed. */
function changed(fragment: string, change: (text: string) => string): PolicyFiles {
  const template = files.fragments.get(fragment)!;
  const text = change(template.text);
  expect(text).to.not.equal(template.text);
  return { ...files, fragments: new Map([...files.fragments, [fragment, { ...template, text }]]) };
}

const apiPolicy = (documents: GatewayDocuments, index = 0) => documents.apis[index]!.policy.rendered.text;

describe("planDocuments", () => {
  it("finds nothing wrong with the package's own policies", () => {
    expect(plan().problems).to.deep.equal([]);
  });

  it("asks for APIs by the ids that they have, on a service that others use too", () => {
    const backends = planBackends(dev.backends, { location: dev.location });
    const setting = { names: entityNames("gw-"), userAssigned: true };
    const documents = planDocuments(dev, backends, files, [], setting);
    const ids = new Set(documents.apis.map(({ id }) => id));
    const asked = [...documents.products.values()].flatMap(({ rendered }) =>
      [...rendered.text.matchAll(/context\.Api\.Id == "([^"]+)"/g)].map((match) => match[1]!),
    );
    expect(asked).to.not.be.empty;
    expect(asked.filter((id) => !ids.has(id))).to.deep.equal([]);
  });

  it("leaves no placeholder unfilled", () => {
    const documents = plan();
    const texts = [
      ...documents.fragments.values(),
      ...documents.products.values(),
      ...documents.apis.flatMap((api) => [api.policy, ...api.operations]),
    ].map(({ rendered }) => rendered.text);
    expect(texts).to.have.length.greaterThan(10);
    for (const text of texts) expect(text).to.not.match(/\$\[/);
  });

  it("has no element without content that has to have some, however little the config asks for", () => {
    const usage = { eventHub: false, applicationInsights: false, llmLog: false };
    const bare = (name: "azureOpenAi" | "openAiV1") => {
      const { priority: _, cors: __, ...api } = dev.apis[name];
      return { ...api, usage };
    };
    const config: GatewayConfig = {
      ...dev,
      apis: { ...dev.apis, azureOpenAi: bare("azureOpenAi"), openAiV1: bare("openAiV1") },
      products: [{ ...dev.products[1]!, name: "bare" }].map(
        ({ tokensPerMinute: _, subscriptionTokensPerMinute: __, ...product }) => product,
      ),
    };
    const documents = plan(config);
    expect(documents.problems).to.deep.equal([]);
    for (const { rendered } of [
      ...documents.fragments.values(),
      ...documents.products.values(),
      ...documents.apis.flatMap((api) => [api.policy, ...api.operations]),
    ])
      // An expression in an attribute has quotes of its own; an element without content is one whose tag ends before its end.
      expect(rendered.text.replace(/<!--[^]*?-->/g, "")).to.not.match(
        /[^/]>\s*<\/(when|otherwise|choose|retry|wait|fragment)>(?<!<\/\w+(?:-\w+)*>\s*<\/\1>)/,
      );
    expect(documents.products.get("bare")!.rendered.text).to.not.include("<choose");
    expect([...plan().products.values()].some(({ rendered }) => rendered.text.includes("<choose"))).to.equal(
      true,
    );
  });

  for (const loadBalancing of ["round-robin", "weighted", "latency"] as const)
    it(`balances ${loadBalancing} where the config says so`, () => {
      const documents = plan(withApi({ loadBalancing }));
      const included = documents.apis[0]!.policy.references.fragments.map(({ name }) => name);
      expect(included.filter((name) => name.startsWith("balance-"))).to.deep.equal([
        `balance-${loadBalancing}`,
      ]);
      expect(included.includes("measure-latency")).to.equal(loadBalancing === "latency");
      expect([...documents.fragments.keys()]).to.include.members(included);
    });

  it("declares no fragment that nothing includes", () => {
    const quiet = { eventHub: false, applicationInsights: false, llmLog: false };
    const config = {
      ...dev,
      apis: {
        ...dev.apis,
        azureOpenAi: { ...dev.apis.azureOpenAi, usage: quiet },
        openAiV1: { ...dev.apis.openAiV1, usage: quiet },
      },
    };
    expect([...plan(config).fragments.keys()].filter((id) => id.startsWith("usage-"))).to.deep.equal([]);
  });

  it("keeps calls from spilling where the config says so", () => {
    expect(apiPolicy(plan(withApi({ spillToPayg: false })))).to.include('name="genai-spill" value="false"');
    expect(apiPolicy(plan())).to.include('name="genai-spill" value="true"');
  });

  it("rewrites paths of the v1 API, and of the other only those that Azure has in v1 alone", () => {
    const documents = plan();
    expect(apiPolicy(documents, 0)).to.match(
      /StartsWith\("\/conversations"\)[^>]*><rewrite-uri template="@\([^"]*"\/v1"/,
    );
    expect(apiPolicy(documents, 0).match(/<rewrite-uri/g)).to.have.length(1);
    expect(apiPolicy(documents, 1)).to.match(/^ +<rewrite-uri/m);
  });

  it("leaves out an API that is not enabled", () => {
    const documents = plan(withApi({ enabled: false }));
    expect(documents.apis.map(({ name }) => name)).to.deep.equal(["openAiV1"]);
    expect(documents.products.get("premium")!.rendered.text).to.not.include("azure-openai");
  });

  it("gives each operation its own policy, and any other path one that says what is offered", () => {
    for (const { operations } of plan().apis) {
      const ids = operations.map(({ operationId }) => operationId);
      expect(ids).to.include.members(["list-models", "get-model", "list-deployments", "not-offered-post"]);
      for (const { references } of operations) expect(references.backends).to.deep.equal([]);
    }
  });

  it("gives a high priority the whole capacity and a low one all but the reserve", () => {
    const { products } = plan();
    const limitsOf = (name: string) =>
      [
        ...products
          .get(name)!
          .rendered.text.matchAll(/genai-capacity:azure-openai.*?tokens-per-minute="(\d+)"/g),
      ].map((match) => Number(match[1]));
    expect(limitsOf("premium")).to.deep.equal([400000]);
    expect(limitsOf("standard")).to.deep.equal([300000]);
  });

  it("limits a product, and each subscription of it, by tokens", () => {
    const trial = plan().products.get("trial")!.rendered.text;
    expect(trial).to.match(/subscription:.*context\.Subscription\.Id.*tokens-per-minute="300"/);
    expect(trial).to.include('token-quota="100000" token-quota-period="Daily"');
    expect(plan().products.get("premium")!.rendered.text).to.match(/product:.*tokens-per-minute="600000"/);
  });

  describe("refuses, with the template's place and the resource's name,", () => {
    const cases: readonly (readonly [string, string, (text: string) => string])[] = [
      [
        "a placeholder that no parameter fills",
        "TEMPLATE_UNKNOWN_PARAMETER",
        (text) => text.replace("$[xml:signOn]", "$[xml:sign0n]"),
      ],
      [
        "a named value that does not exist",
        "",
        (text) =>
          text.replace(
            "$[xml:signOn]",
            '<authentication-managed-identity resource="$[openAiResource]" client-id="{{genai-identity}}" />',
          ),
      ],
      ["XML that does not close", "", (text) => text.replace("</fragment>", "")],
    ];
    for (const [what, code, change] of cases)
      it(what, () => {
        const { problems } = plan(dev, changed("authenticate-to-backend", change));
        expect(problems).to.not.be.empty;
        expect(problems[0]!.subject).to.equal("fragment authenticate-to-backend");
        expect(problems[0]!.place!.file).to.equal("policies/fragments/authenticate-to-backend.xml");
        if (code) expect(problems[0]!.code).to.equal(code);
      });

    it("C# that does not compile", () => {
      const from = changed("answer", (text) =>
        text.replace("context.RequestId.ToString()", "context.RequestId.ToStrin()"),
      );
      const { problems } = plan(dev, from);
      expect(problems.map(({ subject }) => subject)).to.deep.equal(["fragment answer"]);
      const line = from.fragments
        .get("answer")!
        .text.split("\n")
        .findIndex((one) => one.includes("ToStrin()"));
      expect(problems[0]!.place!.line).to.equal(line + 1);
    });

    it("an API's policy that includes what is not there, and all documents' mistakes at once", () => {
      const template = files.apis.get("genai-api")!;
      const apis = new Map([
        ...files.apis,
        ["genai-api", { ...template, text: template.text.replace('"answer-error"', '"anser-error"') }],
      ]);
      const { problems } = plan(dev, {
        ...changed("answer", (text) => text.replace("</fragment>", "")),
        apis,
      });
      expect(new Set(problems.map(({ subject }) => subject))).to.deep.equal(
        new Set(["policy of API azure-openai", "policy of API openai-v1", "fragment answer"]),
      );
      const line = template.text.split("\n").findIndex((one) => one.includes('"answer-error"'));
      expect(problems.find(({ subject }) => subject?.endsWith("v1"))!.place!.line).to.equal(line + 1);
    });
  });

  it("counts money in millionths of a dollar, for products and for subscriptions", () => {
    const money = {
      dollars: 12.5,
      period: "Weekly",
      streamTokens: 1_000,
      promptPerMillion: 2.5,
      completionPerMillion: 15,
    } as const;
    const [first, ...others] = dev.products;
    const products = [
      { ...first!, budget: money, subscriptionBudget: { ...money, dollars: 0.01 } },
      ...others,
    ];
    const { text } = plan({ ...dev, products }).products.get(first!.name)!.rendered;
    expect(text.match(/<quota-by-key [^>]*? calls="\d+" renewal-period="\d+"/g)).to.deep.equal([
      '<quota-by-key counter-key="@(&quot;budget:product:&quot; + context.Product.Id)" calls="12500000" renewal-period="604800"',
      '<quota-by-key counter-key="@(&quot;budget:subscription:&quot; + context.Subscription.Id)" calls="10000" renewal-period="604800"',
    ]);
    expect(plan({ ...dev, products }).problems).to.deep.equal([]);
  });
});
