import { expect } from "chai";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import { VirtualOperations } from "../../packages/local-cloud/account/operations";
import { request as requestOf } from "./request";

const request = (type: string, name: string, inputs: Record<string, unknown>) =>
  requestOf(type, inputs, name);

const group = request("resources:ResourceGroup", "rg", { resourceGroupName: "rg", location: "westeurope" });
const inGroup = { resourceGroupName: "rg" };
const service = request("apimanagement:ApiManagementService", "apim", {
  ...inGroup,
  location: "westeurope",
  serviceName: "apim-test",
  publisherEmail: "a@example.com",
  publisherName: "A",
  sku: { name: "Developer", capacity: 1 },
});
const child = { ...inGroup, serviceName: "apim-test" };
const backend = (name: string) =>
  request("apimanagement:Backend", name, {
    ...child,
    backendId: name,
    protocol: "http",
    url: "https://a.example.com",
  });
const policy = (text: string) =>
  request("apimanagement:Policy", "policy", { ...child, policyId: "policy", format: "rawxml", value: text });

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "accepted",
    (error: Error) => error.message,
  );
}

describe("the local cloud as a subscription that remembers", () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = new LocalCloud();
    await cloud.create(group);
  });

  it("makes nothing twice, and nothing whose parent is not there", async () => {
    expect(await refusal(cloud.create(backend("one"))))
      .to.include("ParentResourceNotFound")
      .and.include("does not exist");
    await cloud.create(service);
    await cloud.create(backend("one"));
    expect(await refusal(cloud.create(backend("one")))).to.match(
      /Status=409 Code="Conflict".*exists already/,
    );
  });

  it("refuses references that lead nowhere, and policies that name what is not there", async () => {
    await cloud.create(service);
    const id = cloud.resources.at(-1)!.id;
    const pool = (member: string) =>
      request("apimanagement:Backend", "pool", {
        ...child,
        backendId: "pool",
        type: "Pool",
        pool: { services: [{ id: `${id}/backends/${member}` }] },
      });
    expect(await refusal(cloud.create(pool("one")))).to.include("one");
    expect(
      await refusal(
        cloud.create(
          policy('<policies><inbound><set-backend-service backend-id="one" /></inbound></policies>'),
        ),
      ),
    ).to.include("'one'");
    await cloud.create(backend("one"));
    await cloud.create(pool("one"));
    await cloud.create(
      policy('<policies><inbound><set-backend-service backend-id="one" /></inbound></policies>'),
    );
    expect(await refusal(cloud.delete(`${id}/backends/one`))).to.match(/Status=409.*in use by/);
    await cloud.delete(`${id}/backends/pool`);
    expect(await refusal(cloud.delete(`${id}/backends/one`))).to.match(/in use by .*policies\/policy/);
    await cloud.delete(`${id}/policies/policy`);
    await cloud.delete(`${id}/backends/one`);
    expect(cloud.find(`${id}/backends/one`)).to.be.undefined;
  });

  it("keeps the name of what was deleted softly until it is purged", async () => {
    const { id } = await cloud.create(service);
    await cloud.delete(id);
    expect(await refusal(cloud.create(service))).to.include("ServiceAlreadyExistsInSoftDeletedState");
    cloud.purge(id);
    expect(await refusal(cloud.create(service))).to.equal("accepted");
  });

  it("deletes what a resource holds along with it, and nothing twice", async () => {
    const { id } = await cloud.create(service);
    await cloud.create(backend("one"));
    await cloud.delete(id);
    expect(cloud.resources.map(({ name }) => name)).to.deep.equal(["rg"]);
    await cloud.delete(id);
  });

  it("takes one writer per API and account, as long as a change lasts", async () => {
    const operations = new VirtualOperations();
    await cloud.create(
      request("cognitiveservices:Account", "oai", {
        ...inGroup,
        accountName: "oai",
        location: "westeurope",
        kind: "OpenAI",
        sku: { name: "S0" },
      }),
    );
    cloud.setOperations(operations);
    const deployment = (name: string) =>
      request("cognitiveservices:Deployment", name, {
        ...inGroup,
        accountName: "oai",
        deploymentName: name,
        sku: { name: "GlobalStandard", capacity: 1 },
      });
    const [first, second] = await Promise.all([
      refusal(cloud.create(deployment("gpt-a"))),
      refusal(cloud.create(deployment("gpt-b"))),
    ]);
    expect(first).to.equal("accepted");
    expect(second).to.include("RequestConflict").and.include("cannot be changed while");
    expect(await refusal(cloud.create(deployment("gpt-b")))).to.equal("accepted");
    expect(operations.elapsed).to.equal(60);
    expect(operations.finished.map(({ started, ended }) => [started, ended])).to.deep.equal([
      [0, 30],
      [30, 60],
    ]);
  });

  it("fails where a test asks it to, before a change or after it", async () => {
    for (const moment of ["before", "after"] as const) {
      const failing = new LocalCloud({
        fault: (operation, when) => {
          if (when === moment && operation.kind === "create") throw new Error("lost");
        },
      });
      expect(await refusal(failing.create(group))).to.equal("lost");
      expect(failing.resources).to.have.length(moment === "before" ? 0 : 1);
    }
  });
});
