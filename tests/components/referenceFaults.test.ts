import { existsSync, readFileSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { BackendPlan } from "../../components/backendPlan";
import { policyReferences } from "../../packages/policy-language/document";
import { findModel } from "../../packages/local-gateway/tokens/models";
import { evaluated, input, type Evaluated } from "./evaluated";

/** Text without XML comments, so that a test cannot be satisfied by an explanation. */
const code = (text: string) => text.replace(/<!--[^]*?-->/g, "");

/** A section of a policy document. */
const section = (text: string, name: string) =>
  new RegExp(`<${name}>([^]*?)</${name}>`).exec(code(text))?.[1] ?? "";

describe("the reference implementation's faults", function () {
  let dev: Evaluated;
  let prod: Evaluated;
  const fragment = (id: string) => code(dev.fragments().get(id)!.text);

  before(async () => {
    dev = await evaluated("ptu");
    prod = await evaluated("prod");
  });

  it("1. sends calls past an idle PTU: here PTUs are asked first", () => {
    for (const stack of [dev, prod]) {
      const plan = stack.deployment.outputs["backendPlan"]!.value as BackendPlan;
      const kinds = new Map(plan.backends.map(({ id, kind }) => [id, kind]));
      const groups = plan.routes["gpt-5.4"]!;
      const asked = groups.flatMap(({ backends }) => backends.map((id) => kinds.get(id)));
      expect(asked[0]).to.equal("ptu");
      // No PTU after the first PAYG, in whichever region.
      expect(asked.slice(asked.indexOf("payg"))).to.not.include("ptu");
    }
  });

  it("2. takes a PTU out of use for a 429: here no breaker opens for one", () => {
    const single = dev.all("apimanagement:Backend").filter((one) => input(one, "pool") === undefined);
    expect(single).to.have.length(3);
    for (const backend of single) {
      const [rule] = input(backend, "circuitBreaker.rules") as {
        failureCondition: { statusCodeRanges: { min: number; max: number }[] };
      }[];
      const ranges = rule!.failureCondition.statusCodeRanges;
      expect(ranges.some(({ min, max }) => min <= 429 && 429 <= max)).to.equal(false);
      expect(ranges.some(({ min, max }) => min <= 503 && 503 <= max)).to.equal(true);
    }
  });

  it("3. does not deploy its spill to PAYG: here every API goes through it", () => {
    expect(dev.fragments().has("forward-to-backends")).to.equal(true);
    for (const policy of dev.policies("Api"))
      expect(section(policy, "backend")).to.include('fragment-id="forward-to-backends"');
  });

  it("4. retries 429 alone and the same pool: here every failure goes to another backend, then 429 with the lowest wait", () => {
    const forward = fragment("forward-to-backends");
    const [, condition, body] = /<retry condition="([^]*?)"\s+count=[^>]*>([^]*)<\/retry>/.exec(forward)!;
    for (const status of ["408", "429", ">= 500"]) expect(condition).to.include(status);
    expect(body).to.match(/<set-backend-service[^]*<forward-request/);
    const plan = dev.deployment.outputs["backendPlan"]!.value as BackendPlan;
    expect(forward).to.include(`count="${plan.attempts - 1}"`);
    expect(fragment("answer")).to.match(/code="429"[^]*name="Retry-After"/);
    expect(fragment("answer-error")).to.include('name="Retry-After"');
  });

  it("5. buffers streams, and cuts at 20 s and 128 KB", () => {
    const forwards = [...fragment("forward-to-backends").matchAll(/<forward-request[^>]*>/g)];
    expect(forwards).to.not.be.empty;
    for (const [element] of forwards) expect(element).to.include('buffer-response="false"');
    for (const diagnostic of [
      ...dev.all("apimanagement:ApiDiagnostic"),
      ...dev.all("apimanagement:Diagnostic"),
    ])
      for (const side of ["frontend", "backend"])
        expect(input(diagnostic, `${side}.response.body.bytes`)).to.equal(0);
    const settings = input(dev.one("network:ApplicationGateway"), "backendHttpSettingsCollection") as {
      requestTimeout: number;
    }[];
    expect(Math.min(...settings.map(({ requestTimeout }) => requestTimeout))).to.be.at.least(300);
    const waf = dev.one("network:WebApplicationFirewallPolicy");
    const settingsOf = input(waf, "policySettings") as {
      requestBodyEnforcement?: boolean;
      maxRequestBodySizeInKb?: number;
    };
    expect(settingsOf.requestBodyEnforcement === false || settingsOf.maxRequestBodySizeInKb! > 128).to.equal(
      true,
    );
  });

  it("6. logs total tokens of some calls as text: here one full event a call", () => {
    for (const policy of dev.policies("Api"))
      for (const name of ["outbound", "on-error"])
        expect(section(policy, name)).to.include('fragment-id="usage-event-hub"');
    const event = fragment("usage-event-hub");
    for (const name of [
      "model",
      "backend",
      "product",
      "promptTokens",
      "completionTokens",
      "status",
      "requestId",
    ])
      expect(event).to.include(`new JProperty("${name}"`);
    // Numbers: what read-usage has found is an int.
    expect(fragment("read-usage")).to.include("Func<JToken, int> figure");
    expect(event).to.not.include("context.Response.Body");
  });

  it("7. takes the caller's address for the request id, and leaves metric dimensions off", () => {
    for (const policy of dev.allPolicies()) expect(code(policy)).to.not.include("IpAddress");
    expect(fragment("usage-event-hub")).to.include('"requestId", context.RequestId');
    expect(JSON.stringify(dev.all("resources:Deployment").map(({ inputs }) => inputs))).to.include(
      '"CustomMetricsOptedInType":"WithDimensions"',
    );
    for (const diagnostic of [
      ...dev.all("apimanagement:ApiDiagnostic"),
      ...dev.all("apimanagement:Diagnostic"),
    ])
      expect(diagnostic.inputs["metrics"]).to.equal(true);
  });

  it("8. limits tokens per API and counts calls per product: here products have token limits", () => {
    for (const policy of dev.policies("Api"))
      expect(code(policy)).to.not.match(/<(llm|azure-openai)-token-limit/);
    const products = dev.policies("Product");
    expect(products).to.have.length(3);
    for (const policy of products) {
      expect(section(policy, "inbound")).to.include("<llm-token-limit");
      expect(code(policy)).to.not.match(/<(quota|rate-limit)(-by-key)?\b/);
    }
  });

  it("9. lets clients name their priority: here it is the product's, and no header says it", () => {
    const limits = dev
      .policies("Product")
      .map((policy) => /genai-capacity:azure-openai.*?tokens-per-minute="(\d+)"/.exec(policy)?.[1]);
    expect(limits).to.deep.equal(["400000", "300000", "300000"]);
    for (const policy of dev.policies("Product")) expect(code(policy)).to.not.include("Headers");
    for (const policy of dev.allPolicies()) expect(code(policy)).to.not.match(/Headers[^;]*priority/i);
  });

  it("10. signs on before the limits and hands the client's key on", () => {
    for (const policy of dev.policies("Api")) {
      const inbound = section(policy, "inbound");
      expect(inbound.indexOf("<base />")).to.be.within(0, inbound.indexOf("authenticate-to-backend"));
    }
    const signOn = fragment("authenticate-to-backend");
    const identity = signOn.indexOf("<authentication-managed-identity");
    for (const header of ["api-key", "Ocp-Apim-Subscription-Key", "Authorization"])
      expect(signOn.indexOf(`name="${header}" exists-action="delete"`)).to.be.within(0, identity);
    for (const api of dev.all("apimanagement:Api"))
      expect(api.inputs["subscriptionKeyParameterNames"]).to.deep.equal({
        header: "api-key",
        query: "subscription-key",
      });
  });

  it("11. races policies with what they name: here each waits for all of it", () => {
    const fragments = dev.fragments();
    const entity = (type: string, key: string, name: string) =>
      dev.all(`apimanagement:${type}`).find((one) => one.inputs[key] === name)!;
    const documents = [
      ...["Api", "ApiOperation", "Product"].flatMap((kind) =>
        dev.all(`apimanagement:${kind}Policy`).map((resource) => ({
          resource,
          text: String(resource.inputs["value"]),
        })),
      ),
      ...fragments.values(),
    ];
    let checked = 0;
    for (const { resource, text } of documents) {
      const references = policyReferences(text, resource.name);
      const needed = [
        ...references.fragments.map(({ name }) => fragments.get(name)?.resource),
        ...references.namedValues.map(({ name }) => entity("NamedValue", "displayName", name)),
        ...references.backends.map(({ name }) => entity("Backend", "backendId", name)),
        ...references.loggers.map(({ name }) => entity("Logger", "loggerId", name)),
      ];
      for (const other of needed) {
        expect(other, `something that ${resource.name} names`).to.not.equal(undefined);
        expect(dev.waits(resource, other!), `${resource.name} waits for ${other!.name}`).to.equal(true);
        checked++;
      }
    }
    expect(checked).to.be.greaterThan(20);
    const pool = dev.all("apimanagement:Backend").find((one) => input(one, "pool") !== undefined)!;
    for (const member of dev.all("apimanagement:Backend").filter((one) => one !== pool))
      expect(dev.waits(pool, member)).to.equal(true);
    for (const policy of dev.all("apimanagement:ApiPolicy")) expect(dev.waits(policy, pool)).to.equal(true);
  });

  it("12. has a public Event Hub with keys", () => {
    const namespace = dev.one("eventhub:Namespace");
    expect(namespace.inputs["publicNetworkAccess"]).to.equal("Disabled");
    expect(namespace.inputs["disableLocalAuth"]).to.equal(true);
    const logger = dev
      .all("apimanagement:Logger")
      .find((one) => one.inputs["loggerType"] === "azureEventHub")!;
    expect(logger.inputs["credentials"]).to.have.all.keys("endpointAddress", "identityClientId", "name");
    expect(JSON.stringify(dev.all("network:PrivateEndpoint").map(({ inputs }) => inputs))).to.include(
      namespace.id,
    );
  });

  it("13. opens port 1443 for SQL: here 1433", () => {
    const rules = dev
      .all("network:NetworkSecurityGroup")
      .flatMap((group) => (input(group, "securityRules") ?? []) as Record<string, unknown>[]);
    const sql = rules.filter((rule) => rule["destinationAddressPrefix"] === "Sql");
    expect(sql).to.have.length(1);
    expect([sql[0]!["destinationPortRange"] ?? sql[0]!["destinationPortRanges"]].flat()).to.deep.equal([
      "1433",
    ]);
    expect(JSON.stringify(rules)).to.not.include("1443");
  });

  it("14. takes azure-api.net over as a whole: here only the service's own names", () => {
    const service = String(dev.one("apimanagement:ApiManagementService").inputs["serviceName"]);
    const zones = dev
      .all("privatedns:PrivateZone")
      .map((zone) => String(zone.inputs["privateZoneName"]))
      .filter((name) => name.endsWith("azure-api.net"));
    expect(zones).to.include(`${service}.azure-api.net`);
    for (const zone of zones) expect(zone.startsWith(`${service}.`), zone).to.equal(true);
  });

  it("15. has a script that deletes state: here there is none, and what must not go is protected", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const file of [
      ...Object.values(scripts),
      existsSync(".ci/run") ? readFileSync(".ci/run", "utf8") : "",
    ])
      expect(file).to.not.match(/stack rm|pulumi destroy|state delete|rm -rf? .*\.pulumi/);
    const guarded = [
      "apimanagement:ApiManagementService",
      "cognitiveservices:Account",
      "keyvault:Vault",
    ].flatMap((type) => prod.all(type));
    expect(guarded.length).to.be.at.least(6);
    for (const resource of guarded) expect(resource.protect, resource.name).to.equal(true);
    expect(dev.one("apimanagement:ApiManagementService").protect).to.equal(false);
  });

  it("16. names models that do not exist", () => {
    const deployments = [
      ...dev.all("cognitiveservices:Deployment"),
      ...prod.all("cognitiveservices:Deployment"),
    ];
    expect(deployments).to.not.be.empty;
    for (const deployment of deployments) {
      const model = input(deployment, "properties.model") as { name: string; version: string };
      expect(findModel(model.name)?.name).to.equal(model.name);
      expect(model.version).to.match(/^(\d{4}-\d{2}-\d{2}|\d+)$/);
    }
  });

  it("17. calls a pay-as-you-go deployment a PTU", () => {
    for (const stack of [dev, prod]) {
      const plan = stack.deployment.outputs["backendPlan"]!.value as pulumi.Unwrap<BackendPlan>;
      for (const backend of plan.backends.filter(({ kind }) => kind === "ptu")) {
        const account = backend.host.split(".")[0]!;
        const deployments = stack
          .all("cognitiveservices:Deployment")
          .filter((one) => one.inputs["accountName"] === account);
        expect(deployments).to.not.be.empty;
        for (const deployment of deployments) {
          expect(String(input(deployment, "sku.name"))).to.match(/ProvisionedManaged$/);
          const model = findModel((input(deployment, "properties.model") as { name: string }).name)!;
          expect(input(deployment, "sku.capacity")).to.be.at.least(model.ptu!.minimum.global);
        }
      }
    }
  });
});
