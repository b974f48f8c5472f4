import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProblemsError } from "../../../packages/common/problem";
import { readEstate } from "../../../packages/local-gateway/estate/readEstate";
import { openPolicies, type HostHandler } from "../../../packages/local-gateway/testing";

const fixtures = "tests/local-gateway/estate/fixtures";
const chat = { body: { messages: [{ role: "user", content: "hello" }] } };

/** What is said when policies cannot be opened; empty when they can. */
async function refusal(...args: Parameters<typeof openPolicies>): Promise<string> {
  try {
    await openPolicies(...args);
    return "";
  } catch (error) {
    if (error instanceof ProblemsError) return error.message;
    throw error;
  }
}

describe("a folder in APIOps' layout", () => {
  const open = (orders: HostHandler = () => ({ body: "an order" })) =>
    openPolicies(`${fixtures}/apiops`, {
      namedValues: { "orders-key": "from the vault" },
      hosts: { "orders.contoso.example": orders },
    });

  it("is served with its products, operations, fragments, named values and backends", async () => {
    const gateway = await open();
    const result = await gateway.call({ path: "/orders/v1/orders/7", key: "Gold one" });
    expect(result.status).to.equal(200);
    expect(result.body).to.equal("an order");
    const [call] = result.backendCalls;
    expect(call!.url).to.equal("https://orders.contoso.example/api/orders/7");
    expect(call!.headers).to.include({ "x-tenant": "contoso", "x-api-key": "from the vault" });
    expect(call!.headers["x-trace"]).to.match(/^[0-9a-f-]{36}$/);
  });

  it("asks for the key, knows the operations, and applies the product's limit", async () => {
    const gateway = await open();
    expect((await gateway.call({ path: "/orders/v1/orders/7" })).status).to.equal(401);
    expect((await gateway.call({ path: "/orders/v1/nowhere", key: "Gold one" })).status).to.equal(404);
    const statuses: number[] = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await gateway.call({ path: "/orders/v1/orders/7", key: "Gold one" })).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
  });

  it("reaches a revision by its number, and an imported Swagger 2.0 operation by its path", async () => {
    const gateway = await open();
    const next = await gateway.call({ path: "/orders/v1;rev=2/anything", key: "master" });
    expect(next.backendCalls[0]!.url).to.equal("https://orders.contoso.example/next/anything");
    const path = "/openai/deployments/gpt-4.1/chat/completions";
    expect((await gateway.call({ path, key: "Gold one", ...chat })).status).to.equal(404);
    const answer = await gateway.call({ path: `${path}?api-version=2024-10-21`, key: "Gold one", ...chat });
    expect(answer.status).to.equal(200);
    expect(answer.headers["x-remaining"]).to.match(/^\d+$/);
  });

  it("asks for what is missing by name, with its place", async () => {
    const said = await refusal(`${fixtures}/apiops`);
    expect(said).to.match(
      /apis\/orders\/policy\.xml:6:20 error POLICY_UNKNOWN_NAMED_VALUE .*"orders-api-key"/,
    );
    expect((await open()).warnings.join("\n")).to.match(
      /soap\.contoso\.example.*hosts: \{ "soap\.contoso\.example"/,
    );
  });
});

describe("an ARM template", () => {
  it("of Bicep: loops, nested templates, their outputs, a policy loaded from a file", async () => {
    const gateway = await openPolicies(`${fixtures}/bicep.json`, { parameters: { apimName: "contoso" } });
    const path = "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21";
    const first = await gateway.call({ path, key: "Team", ...chat });
    expect(first.status).to.equal(200);
    expect(first.backendCalls.map(({ host }) => host)).to.deep.equal(["models-a.openai.azure.com"]);
    expect(first.backendCalls[0]!.headers["x-suffix"]).to.match(/^[a-z2-7]{13}$/);
    // A capacity of one is a thousand tokens a minute: the pool goes on to the second account.
    const hosts = new Set<string>();
    for (let time = 0; time < 40 && hosts.size < 2; time++)
      for (const { host } of (await gateway.call({ path, key: "Team", ...chat })).backendCalls)
        hosts.add(host);
    expect([...hosts]).to.deep.equal(["models-a.openai.azure.com", "models-b.openai.azure.com"]);
  });

  it("of the service's own export, in strict XML, with places inside its texts", async () => {
    const said = await refusal(`${fixtures}/exported.json`);
    expect(said).to.match(
      /exported\.json:\d+:\d+ error POLICY_UNKNOWN_NAMED_VALUE .*"echo-key" \(line 6, column 14/,
    );
    const gateway = await openPolicies(`${fixtures}/exported.json`, {
      namedValues: { "echo-key": "k" },
      hosts: { "echo-api": ({ path, headers }) => ({ body: { path, key: headers["x-key"] } }) },
    });
    const { json, status } = await gateway.call({ path: "/echo/resource", key: "Ada" });
    expect([status, json]).to.deep.equal([200, { path: "/api/resource-cached", key: "k" }]);
    await gateway.call({ path: "/echo/resource", key: "Ada" });
    expect((await gateway.call({ path: "/echo/resource", key: "Ada" })).status).to.equal(429);
  });
});

describe("terraform show -json", () => {
  it("of a plan, where ids are known by the configuration alone", async () => {
    const gateway = await openPolicies(`${fixtures}/terraformPlan.json`, {
      hosts: {
        "orders.contoso.example": ({ path, headers }) => ({
          body: [path, headers["x-from"], headers["x-region"]],
        }),
      },
    });
    const { json, status } = await gateway.call({ path: "/orders/orders/7", key: "Gold team" });
    expect([status, json]).to.deep.equal([200, ["/api/orders/7", "gateway", "eu"]]);
    expect((await gateway.call({ path: "/orders/orders/7" })).status).to.equal(401);
  });
});

describe("other forms", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "estate-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };

  it("a policy that takes every path, with the fragments beside it", async () => {
    file(
      "Greeting.xml",
      '<fragment><set-header name="X-Hi" exists-action="override"><value>hi</value></set-header></fragment>',
    );
    const path = file(
      "lone.xml",
      '<!-- by hand --><policies><inbound><include-fragment fragment-id="greeting" /></inbound><backend><base /></backend></policies>',
    );
    const gateway = await openPolicies(path, {
      hosts: { default: ({ method, path, headers }) => ({ body: [method, path, headers["x-hi"]] }) },
    });
    expect((await gateway.call({ method: "PURGE", path: "/any/thing" })).json).to.deep.equal([
      "PURGE",
      "/any/thing",
      "hi",
    ]);
  });

  it("a configuration of the Python simulator", async () => {
    const path = file("simulator.json", {
      products: { demo: { name: "Demo", require_subscription: true } },
      subscription: {
        required: true,
        subscriptions: {
          one: { id: "one", name: "one", keys: { primary: "p", secondary: "s" }, products: ["demo"] },
        },
      },
      backends: {
        a: { url: "http://a:8000" },
        pool: { type: "pool", pool: [{ backend_id: "a", weight: 1, priority: 1 }] },
      },
      apis: {
        todo: {
          name: "Todo",
          path: "api",
          upstream_base_url: "http://todo:8000",
          upstream_path_prefix: "/v1",
          products: ["demo"],
          policies_xml:
            '<policies><inbound /><backend /><outbound><set-header name="x-p" exists-action="override"><value>1</value></set-header></outbound></policies>',
          operations: { list: { name: "List", method: "GET", url_template: "/todos" } },
        },
      },
    });
    const gateway = await openPolicies(path, { hosts: { todo: ({ path }) => ({ body: path }) } });
    const { body, headers } = await gateway.call({ path: "/api/todos", key: "p" });
    expect([body, headers["x-p"]]).to.deep.equal(["/v1/todos", "1"]);
    expect((await gateway.call({ path: "/api/todos" })).status).to.equal(401);
  });

  it("a list of resources, as Azure's API gives it", async () => {
    const id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.ApiManagement/service/x";
    const path = file("list.json", {
      value: [
        {
          id: `${id}/apis/a`,
          type: "Microsoft.ApiManagement/service/apis",
          name: "a",
          properties: { path: "a", subscriptionRequired: false, serviceUrl: "https://contoso.example" },
        },
      ],
    });
    const gateway = await openPolicies(path, { hosts: { a: () => ({ body: "ok" }) } });
    expect((await gateway.call({ path: "/a/b" })).body).to.equal("ok");
  });

  /** file name, content, part of what is said */
  const refused: readonly (readonly [string, unknown, string])[] = [
    ["main.bicep", "param x string", "bicep build"],
    ["main.tf", "resource {}", "terraform show -json"],
    ["broken.json", '{"resources": [', "ESTATE_JSON"],
    ["other.json", { hello: "world" }, "ESTATE_UNKNOWN"],
    ["main.parameters.json", { parameters: { a: { value: 1 } } }, "--parameters"],
    ["broken.xml", "<policies><inbound>", "POLICY_XML"],
    ["empty.xml", "", "POLICY_XML"],
    [
      "shape.json",
      {
        $schema: "https://x/deploymentTemplate.json#",
        parameters: { o: { type: "object" } },
        resources: [{ type: "Microsoft.ApiManagement/service", name: "[parameters('o').name]" }],
      },
      'Parameter "o" (object) has no value',
    ],
    ["deep.json", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested too deeply"],
    ["main.bicepparam", "using './main.bicep'", "build-params"],
    ["main.tf.json", { resource: { azurerm_api_management: {} } }, "terraform show -json"],
    ["terraform.tfstate", { version: 4, terraform_version: "1.9.0" }, "terraform show -json"],
    ["state.json", { version: 4, terraform_version: "1.9.0", resources: [] }, "terraform show -json"],
    ["prod.tfplan", "PK\u0003\u0004\u0000\u0000", "terraform show -json"],
    ["artifacts.zip", "PK\u0003\u0004\u0000\u0000", "ESTATE_BINARY"],
    ["openapi.yaml", "openapi: 3.0.1\ninfo: { title: a }\npaths: {}\n", "ESTATE_DEFINITION"],
    ["openapi.json", { openapi: "3.0.1", paths: {} }, "ESTATE_DEFINITION"],
    [
      "orders.wsdl",
      '<?xml version="1.0"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" />',
      "WSDL",
    ],
    ["schema.graphql", "type Query { a: Int }", "GraphQL"],
    ["bare.json", { $schema: "https://x/deploymentTemplate.json#" }, "ESTATE_EMPTY"],
    [
      "none.json",
      { resources: [{ type: "Microsoft.Storage/storageAccounts", name: "x" }] },
      "Microsoft.Storage",
    ],
    [
      "linked.json",
      {
        resources: [
          {
            ...{ type: "Microsoft.Resources/deployments", name: "n" },
            properties: { templateLink: { relativePath: "inner.json" } },
          },
        ],
      },
      "inner.json",
    ],
    ["form.json", { $schema: "https://x/CreateUIDefinition.MultiVm.json#" }, "mainTemplate.json"],
    ["readme.md", "# An estate", "ESTATE_UNKNOWN"],
    ["other.xml", `${"<!-- licence -->".repeat(60)}<configuration />`, "POLICY_ROOT"],
    ["huge.xml", `<policies><inbound>${" ".repeat(1024 * 1024)}</inbound></policies>`, "POLICY_TOO_LARGE"],
  ];
  for (const [name, content, said] of refused)
    it(`refuses ${name} by name`, async () => {
      expect(await refusal(file(name, content)))
        .to.contain(said)
        .and.to.contain(name);
    });

  it("refuses what is not there, and a folder of something else", async () => {
    expect(await refusal(join(folder, "nowhere"))).to.contain("ESTATE_MISSING");
    expect(await refusal("packages/catalogue")).to.contain("ESTATE_UNKNOWN");
  });

  it("tells in a folder which of its files is meant", async () => {
    const within = (name: string, content: unknown) => {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      file(name, content);
      return join(folder, dirname(name).split("/")[0]!);
    };
    expect(await refusal(within("bicep/modules/apim.bicep", "x")))
      .to.contain("bicep build")
      .and.contain("apim.bicep");
    expect(await refusal(within("terraform/infra/main.tf", "x"))).to.contain("terraform show -json");
    const template = { resources: [{ type: "Microsoft.ApiManagement/service", name: "a" }] };
    expect(await refusal(within("arm/templates/apim.json", template))).to.contain(
      join("templates", "apim.json"),
    );
  });

  it("says which files of a folder are not served though they were meant, and leaves other XML alone", () => {
    const home = join(folder, "slips");
    mkdirSync(home);
    writeFileSync(join(home, "good.xml"), "<policies><inbound /></policies>");
    writeFileSync(join(home, "empty.xml"), "");
    writeFileSync(join(home, "text.xml"), "hello");
    writeFileSync(join(home, "doctype.xml"), "<!DOCTYPE x><policies><inbound /></policies>");
    writeFileSync(join(home, "pom.xml"), "<project />");
    const { problems } = readEstate(home);
    expect(
      problems.map(({ code, place }) => `${code} ${place!.file.slice(home.length + 1)}`),
    ).to.have.members(
      ["doctype.xml", "empty.xml", "text.xml"].map((name) => `ESTATE_NOT_A_DOCUMENT ${name}`),
    );
  });

  it("takes documents as UTF-16, as .cshtml, and through links that go round", () => {
    const home = join(folder, "kinds");
    mkdirSync(join(home, "more"), { recursive: true });
    const policy = "<policies><inbound><base /></inbound></policies>";
    writeFileSync(join(home, "wide.xml"), Buffer.from(`\ufeff${policy}`, "utf16le"));
    writeFileSync(join(home, "more", "code.cshtml"), policy);
    symlinkSync("..", join(home, "more", "up"));
    symlinkSync("nowhere.xml", join(home, "broken.xml"));
    const apis = readEstate(home).resources.filter(({ type }) => type.endsWith(":Api"));
    expect(apis.map(({ inputs }) => inputs["path"])).to.deep.equal(["more/code", "wide"]);
  });

  it("reads policies, definitions and subscriptions by the names they had up to 2018", async () => {
    const former = file("former.json", {
      $schema: "https://x/deploymentTemplate.json#",
      resources: [
        { type: "Microsoft.ApiManagement/service", name: "old" },
        {
          ...{ type: "Microsoft.ApiManagement/service/apis", name: "old/a", apiVersion: "2018-01-01" },
          properties: {
            ...{ path: "a", contentFormat: "swagger-json" },
            contentValue: JSON.stringify({ swagger: "2.0", paths: { "/x": { get: {} } } }),
          },
        },
        {
          ...{ type: "Microsoft.ApiManagement/service/apis/policies", name: "old/a/policy" },
          properties: {
            contentFormat: "rawxml",
            policyContent:
              "<policies><inbound><return-response><set-status code='418' /></return-response></inbound></policies>",
          },
        },
        {
          type: "Microsoft.ApiManagement/service/products",
          name: "old/p",
          properties: { state: "published" },
        },
        { type: "Microsoft.ApiManagement/service/products/apis", name: "old/p/a" },
        {
          ...{ type: "Microsoft.ApiManagement/service/subscriptions", name: "old/s" },
          properties: { productId: "/products/p", userId: "/users/1", primaryKey: "k1", state: "active" },
        },
      ],
    });
    const gateway = await openPolicies(former);
    expect((await gateway.call({ path: "/a/x", key: "k1" })).status).to.equal(418);
    expect((await gateway.call({ path: "/a/y", key: "k1" })).status).to.equal(404);
    const broken = file("formerBroken.json", {
      resources: [
        {
          ...{ type: "Microsoft.ApiManagement/service/policies", name: "old/policy" },
          properties: { policyContent: "<policies>\n<inbound><nope /></inbound></policies>" },
        },
      ],
    });
    expect(await refusal(broken))
      .to.contain("POLICY_UNKNOWN_ELEMENT")
      .and.to.match(/formerBroken\.json:1:1\d\d /);
  });

  it("reads an APIOps folder's version sets by the name of their files, and refuses a policy.xml that is none", async () => {
    const write = (path: string, content: unknown) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      file(path, content);
    };
    const home = join(folder, "ops");
    write("ops/version sets/6286/apiVersionSetInformation.json", {
      properties: { versioningScheme: "Header", versionHeaderName: "v" },
    });
    const set = "/subscriptions/x/providers/Microsoft.ApiManagement/service/s/apiVersionSets/6286";
    write("ops/apis/a/apiInformation.json", {
      properties: { path: "a", apiVersion: "v2", apiVersionSetId: set, subscriptionRequired: false },
    });
    write("ops/apis/a/policy.xml", "<policies><inbound><return-response /></inbound></policies>");
    const gateway = await openPolicies(home);
    expect((await gateway.call({ path: "/a/x", headers: { v: "v2" } })).status).to.equal(200);
    expect((await gateway.call({ path: "/a/x" })).status).to.equal(404);
    write("ops/products/p/policy.xml", "<inbound />");
    expect(await refusal(home))
      .to.contain("POLICY_ROOT")
      .and.to.contain(join("products", "p", "policy.xml"));
  });

  it("leaves out what it does not know", () => {
    const estate = readEstate(
      file("unknown.json", {
        $schema: "https://x/deploymentTemplate.json#",
        resources: [
          { type: "Contoso.Own/things", name: "x" },
          { type: "Microsoft.ApiManagement/service/apis/wikis", name: "a/b/default" },
          { type: "Microsoft.ApiManagement/service/apis", name: "a/b", properties: null },
          { name: "without type" },
          null,
          "text",
        ],
      }),
    );
    expect([...estate.notServed.keys()]).to.deep.equal([
      "Contoso.Own/things",
      "Microsoft.ApiManagement/service/apis/wikis",
    ]);
    expect(estate.resources.map(({ name }) => name)).to.deep.equal(["apis/b"]);
  });
});
