import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { expect } from "chai";
import { GenAiGateway } from "../../components";
import type { GatewayConfigInput } from "../../components/config";
import { configOf, devStack, stackText } from "./config/stackFile";
import { evaluatedProgram, type Evaluated } from "./evaluated";

const ptu = configOf(devStack) as unknown as GatewayConfigInput;

/** A gateway as a program declares it. */
function gateway(config: Partial<GatewayConfigInput>, options?: pulumi.ComponentResourceOptions) {
  return evaluatedProgram(() => void new GenAiGateway("genai", { config: { ...ptu, ...config } }, options));
}

/** What of Azure's is declared; random numbers and components are not. */
function azure({ deployment }: Evaluated) {
  return deployment.resources.filter(({ type }) => type.startsWith("azure-native:"));
}

/** What holds data, names, or capacity that may not be had again. */
const guarded = [
  "apimanagement:ApiManagementService",
  "applicationinsights:Component",
  "cognitiveservices:Account",
  "cognitiveservices:Deployment",
  "eventhub:EventHub",
  "eventhub:Namespace",
  "keyvault:Vault",
  "operationalinsights:Workspace",
];

describe("options of the gateway", function () {
  it("protect: true reaches every resource", async () => {
    for (const one of azure(await gateway({}, { protect: true })))
      expect(one.protect, one.name).to.equal(true);
  });

  it("protect: true of the config guards what cannot be had again, and nothing else", async () => {
    const stack = await gateway({ protect: true });
    const found = new Set(azure(stack).flatMap(({ protect, type }) => (protect ? type : [])));
    expect([...found].sort()).to.deep.equal(guarded.map((type) => `azure-native:${type}`));
    for (const type of guarded)
      for (const one of stack.all(type)) expect(one.protect, one.name).to.equal(true);
  });

  it("protect: false of the config takes nothing away", async () => {
    for (const one of azure(await gateway({ protect: false }, { protect: true })))
      expect(one.protect, one.name).to.equal(true);
  });

  it("a parent and what it depends on are those of all that is declared", async () => {
    const stack = await evaluatedProgram(() => {
      const first = new random.RandomPassword("first", { length: 8 });
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      new GenAiGateway("genai", { config: ptu }, { parent, dependsOn: [first] });
    });
    const urns = new Map(stack.deployment.resources.map((one) => [one.urn, one]));
    const above = (urn: string | undefined): string[] => {
      const one = urn === undefined ? undefined : urns.get(urn);
      return one ? [one.type, ...above(one.parent)] : [];
    };
    for (const one of azure(stack)) expect(above(one.urn), one.name).to.include("test:index:Parent");
    const component = stack.deployment.resources.find(({ type }) => type.endsWith(":GenAiGateway"))!;
    expect(component.dependencies.some((urn) => urn.endsWith("::first"))).to.equal(true);
  });
});

describe("lock: CanNotDelete", function () {
  it("locks what cannot be had again, after all that may be deleted with it", async () => {
    const stack = await gateway({ lock: "CanNotDelete" });
    const locks = stack.all("authorization:ManagementLockByScope");
    const wanted = [
      "apimanagement:ApiManagementService",
      "cognitiveservices:Account",
      "eventhub:Namespace",
      "keyvault:Vault",
      "network:VirtualNetwork",
      "operationalinsights:Workspace",
    ].flatMap((type) => stack.all(type).map(({ id }) => id));
    expect(locks.map((lock) => lock.inputs["scope"])).to.have.members(wanted);
    for (const lock of locks) {
      expect(lock.inputs["level"]).to.equal("CanNotDelete");
      // A lock keeps children and extensions of its scope; a resource that came after it could not be deleted before.
      const scope = String(lock.inputs["scope"]).toLowerCase();
      for (const one of azure(stack)) {
        const at = ((one.inputs["scope"] ?? one.inputs["resourceUri"] ?? "") as string).toLowerCase();
        const isBelow = one.id.toLowerCase().startsWith(scope) || at === scope;
        if (isBelow && !locks.includes(one))
          expect(stack.waits(lock, one), `${lock.name} after ${one.name}`).to.equal(true);
      }
    }
  });

  it("of several regions waits for what joins their networks", async () => {
    const stack = await gateway({
      ...(configOf(stackText("prod")) as unknown as GatewayConfigInput),
      lock: "CanNotDelete",
    });
    const peerings = stack.all("network:VirtualNetworkPeering");
    expect(peerings).to.have.length(2);
    for (const lock of stack.all("authorization:ManagementLockByScope"))
      for (const peering of peerings) expect(stack.waits(lock, peering), lock.name).to.equal(true);
  });

  it("is not there unless it is asked for", async () => {
    expect((await gateway({})).all("authorization:ManagementLockByScope")).to.deep.equal([]);
  });
});
