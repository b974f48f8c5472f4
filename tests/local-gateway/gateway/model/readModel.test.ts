import { expect } from "chai";
import type { Problem } from "../../../../packages/common/problem";
import type { DeclaredResource } from "../../../../packages/common/resource";
import { readServices } from "../../../../packages/local-gateway/gateway/model/readModel";
import { api, backend, declared, group, operation, service, serviceId } from "../support";

function read(...resources: DeclaredResource[]) {
  const problems: Problem[] = [];
  const [model] = readServices([service(), ...resources], problems);
  return { model: model!, problems };
}

const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const secret = declared("keyvault:Secret", `${vault}/secrets/hub-key`, {
  vaultName: "kv",
  properties: { value: "s3cret" },
});
const keyVaultValue = declared("apimanagement:NamedValue", "namedValues/hub-key-nv", {
  displayName: "hub-key",
  secret: true,
  keyVault: { secretIdentifier: "https://kv.vault.azure.net/secrets/hub-key" },
});

describe("readServices", () => {
  it("names values by their display name and takes key vault ones from the declared secret", () => {
    const plain = declared("apimanagement:NamedValue", "namedValues/nv-1", {
      displayName: "identity",
      value: "abc",
    });
    const { model, problems } = read(secret, keyVaultValue, plain);
    expect(problems).to.deep.equal([]);
    expect(Object.fromEntries(model.namedValues)).to.deep.equal({
      "hub-key": { value: "s3cret", secret: true },
      identity: { value: "abc", secret: false },
    });
  });

  it("reports a named value whose secret is not declared, without any value", () => {
    const { problems } = read(keyVaultValue);
    expect(problems.map(({ code, subject }) => [code, subject])).to.deep.equal([
      ["NAMED_VALUE_SECRET_MISSING", "hub-key-nv"],
    ]);
  });

  it("ignores resources of another service", () => {
    const foreign = declared("apimanagement:Api", serviceId.replace(/apim$/, "other") + "/apis/foreign", {
      path: "foreign",
    });
    expect(read(foreign, api("own")).model.apis.map(({ id }) => id)).to.deep.equal(["own"]);
  });

  it("takes tokens of any API version of the provider", () => {
    const made = api("own");
    for (const type of [
      "azure-native:apimanagement/v20240501:Api",
      "azure-native_apimanagement_v20240601preview:apimanagement:Api",
    ]) {
      expect(read({ ...made, type }).model.apis, type).to.have.length(1);
    }
  });

  it("takes what a template deployment holds for declared", () => {
    const value = "<fragment />";
    const held = declared("resources:Deployment", `${group}/providers/Microsoft.Resources/deployments/d`, {
      properties: {
        template: {
          resources: [
            {
              type: "Microsoft.ApiManagement/service/policyFragments",
              name: "apim/Mark",
              properties: { format: "rawxml", value },
            },
            { type: "Microsoft.Storage/storageAccounts", name: "apim", properties: {} },
          ],
        },
      },
    });
    const { model } = read(held);
    expect([...model.fragments]).to.deep.equal([
      ["Mark", { text: value, format: "rawxml", file: "policy of d", subject: "d" }],
    ]);
  });

  it("puts a version into the path where the version set does", () => {
    const set = (versioningScheme: string) =>
      declared("apimanagement:ApiVersionSet", "apiVersionSets/set", { versioningScheme });
    const versioned = api("a", {
      path: "/a/",
      apiVersion: "v1",
      apiVersionSetId: `${serviceId}/apiVersionSets/set`,
    });
    expect(read(versioned, set("Segment")).model.apis[0]!.path).to.equal("a/v1");
    expect(read(versioned, set("Query")).model.apis[0]!.path).to.equal("a");
  });

  it("lets a declared operation replace an imported one of the same name", () => {
    const value = JSON.stringify({ openapi: "3.0.0", paths: { "/x": { get: { operationId: "x" } } } });
    const { model } = read(api("a", { format: "openapi+json", value }), operation("a", "X", "GET", "y"));
    expect(model.apis[0]!.operations.map(({ id, urlTemplate }) => [id, urlTemplate])).to.deep.equal([
      ["X", "/y"],
    ]);
  });

  it("reads backends, breakers in milliseconds and pools by their members' names", () => {
    const rule = {
      name: "r",
      failureCondition: { count: 3, interval: "PT10S", statusCodeRanges: [{ min: 429 }] },
      tripDuration: "P1DT1H",
    };
    const { model, problems } = read(
      backend("one", {
        circuitBreaker: { rules: [rule] },
        credentials: {
          header: { "x-key": ["{{identity}}"] },
          authorization: { scheme: "Basic", parameter: "eA==" },
        },
      }),
      backend("pool", {
        type: "Pool",
        url: undefined,
        pool: { services: [{ id: `${serviceId}/backends/one`, weight: 3 }] },
      }),
      declared("apimanagement:NamedValue", "namedValues/identity", { displayName: "identity", value: "abc" }),
    );
    expect(problems).to.deep.equal([]);
    const one = model.backends.get("one");
    expect(one).to.deep.include({
      url: "https://one.test",
      breaker: {
        name: "r",
        count: 3,
        percentage: undefined,
        intervalMs: 10_000,
        statusCodeRanges: [{ min: 429, max: 429 }],
        errorReasons: [],
        tripDurationMs: 25 * 3_600_000,
        acceptRetryAfter: false,
      },
    });
    expect(one?.kind === "single" && Object.fromEntries(one.headers)).to.deep.equal({
      "x-key": ["abc"],
      Authorization: ["Basic eA=="],
    });
    expect(model.backends.get("pool")).to.deep.include({
      members: [{ backendId: "one", priority: 1, weight: 3 }],
    });
  });

  it("refuses two breaker rules, unreadable durations and pools within pools", () => {
    const rules = [{ tripDuration: "1 minute" }, {}];
    const pool = (id: string, member: string) =>
      backend(id, { type: "Pool", pool: { services: [{ id: `/backends/${member}` }] } });
    const { problems } = read(
      backend("one", { circuitBreaker: { rules } }),
      pool("p", "q"),
      pool("q", "one"),
    );
    expect(problems.map(({ code, subject }) => [code, subject])).to.deep.equal([
      ["BACKEND_BREAKER", "one"],
      ["BACKEND_BREAKER", "one"],
      ["BACKEND_POOL_MEMBER", "p"],
    ]);
  });

  it("knows an event hub logger by the hub it writes to", () => {
    const logger = declared("apimanagement:Logger", "loggers/Usage", {
      loggerType: "azureEventHub",
      credentials: { name: "usage-hub", endpointAddress: "ns.servicebus.windows.net" },
    });
    expect(read(logger).model.loggers.get("usage")).to.deep.equal({
      id: "Usage",
      kind: "azureEventHub",
      target: "usage-hub",
      namespace: "ns",
    });
  });
});
