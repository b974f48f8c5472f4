import * as eventhub from "@pulumi/azure-native/eventhub";
import * as resources from "@pulumi/azure-native/resources";
import { expect } from "chai";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import {
  destroyStack,
  updateStack,
  type StackState,
  type StackUpdate,
} from "../../packages/local-cloud/account/updateStack";
import type { ResourceRequest } from "../../packages/local-cloud/provider";

/** A cloud in which one resource cannot be made, or deleted. */
class Refusing extends LocalCloud {
  refused = "";
  override create(request: ResourceRequest) {
    return request.name === this.refused ? Promise.reject(new Error("out of quota")) : super.create(request);
  }
  override delete(id: string) {
    return this.refused !== "" && id.endsWith(`/${this.refused}`)
      ? Promise.reject(new Error("somebody has it open"))
      : super.delete(id);
  }
}

const location = "swedencentral";

/** A group, a namespace in it, and an event hub in that. */
function program(): void {
  const group = new resources.ResourceGroup("group", { resourceGroupName: "rg", location });
  const namespace = new eventhub.Namespace("namespace", {
    resourceGroupName: group.name,
    namespaceName: "evhns-shop",
    location,
    sku: { name: "Standard", tier: "Standard", capacity: 1 },
  });
  new eventhub.EventHub("hub", {
    resourceGroupName: group.name,
    namespaceName: namespace.name,
    eventHubName: "usage",
    partitionCount: 4,
    messageRetentionInDays: 1,
  });
}

const up = (cloud: LocalCloud, before?: StackState) =>
  updateStack({ project: "shop", stack: "dev", config: {}, program, cloud, ...(before ? { before } : {}) });
const nameOf = (urn: string) => urn.split("::").at(-1)!;
const stepsOf = ({ steps }: StackUpdate) => steps.map(({ kind, urn }) => `${kind} ${nameOf(urn)}`);
const namesOf = (state: StackState) => state.resources.map(({ urn }) => nameOf(urn));

describe("an update that fails in its middle", () => {
  it("leaves in the state what it has made, and the next one goes on from there", async () => {
    const cloud = new Refusing();
    cloud.refused = "hub";
    const failed = await up(cloud);
    expect(String(failed.error)).to.contain("out of quota");
    expect(failed.deployment).to.equal(undefined);
    expect(stepsOf(failed)).to.deep.equal(["create group", "create namespace"]);
    expect(namesOf(failed.state)).to.deep.equal(["group", "namespace"]);

    cloud.refused = "";
    const next = await up(cloud, failed.state);
    expect(next.error, String(next.error)).to.equal(undefined);
    expect(stepsOf(next)).to.deep.equal(["same group", "same namespace", "create hub"]);
    expect(namesOf(next.state)).to.deep.equal(["group", "namespace", "hub"]);
  });

  it("and one that fails in deleting keeps what is left, from the last made to the first", async () => {
    const cloud = new Refusing();
    const { state } = await up(cloud);
    cloud.refused = "evhns-shop";
    const failed = await destroyStack(cloud, state);
    expect(String(failed.error)).to.contain("somebody has it open");
    expect(stepsOf(failed)).to.deep.equal(["delete hub"]);
    expect(namesOf(failed.state)).to.deep.equal(["group", "namespace"]);

    cloud.refused = "";
    const rest = await destroyStack(cloud, failed.state);
    expect(stepsOf(rest)).to.deep.equal(["delete namespace", "delete group"]);
    expect(cloud.resources).to.deep.equal([]);
  });
});
