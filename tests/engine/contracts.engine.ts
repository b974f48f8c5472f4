import type { EngineEvent, InlineProgramArgs, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { GenAiGateway, UseCase, UseCaseCommons, type ContractInput, type GivenHub } from "../../components";
import { configOf } from "./configs";
import { stepsOf, type Steps } from "./inlineStack";
import { Workspace } from "./workspace";

const contractOf = (name: string, tokensPerMinute = 1000): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev", owner: "hr@example.com" },
  grants: [{ api: "openAiV1", tokensPerMinute }],
  budget: { dollars: 100 },
});

const three = ["chatbot", "search", "translation"].map((name) => contractOf(name));

/** The contracts' stack, from an inline program; the gateway is a stack of its own beside it. */
class ContractStack {
  constructor(
    private readonly workspace: Workspace,
    private readonly hub: GivenHub,
  ) {}

  /** The preview has to say the same before the update is made. */
  async up(contracts: readonly ContractInput[]): Promise<Steps> {
    const stack = await selected(this.workspace, "genai-contracts", () => this.declare(contracts));
    const preview: EngineEvent[] = [];
    await stack.preview({ onEvent: (event) => preview.push(event) });
    const events: EngineEvent[] = [];
    await stack.up({ onEvent: (event) => events.push(event) });
    expect(stepsOf(events)).to.deep.equal(stepsOf(preview));
    return stepsOf(events);
  }

  private declare(contracts: readonly ContractInput[]): Promise<Record<string, unknown>> {
    const commons = new UseCaseCommons("contracts");
    const made = contracts.map(
      (contract) => new UseCase(contract.useCase.name, { contract, hub: this.hub, commons }),
    );
    return Promise.resolve(Object.fromEntries(made.map(({ useCase, key }) => [useCase, key])));
  }
}

function selected(
  workspace: Workspace,
  projectName: string,
  program: InlineProgramArgs["program"],
): Promise<Stack> {
  const args = { stackName: "dev", projectName, program };
  return LocalWorkspace.createOrSelectStack(args, { envVars: workspace.environment });
}

/** What is in the cloud, by name: what each resource was told, and its id. */
const held = (workspace: Workspace) =>
  new Map(workspace.cloud.resources.map(({ id, type, name, inputs }) => [`${type} ${name}`, { id, inputs }]));

describe("access contracts come, change and leave, on the real engine", () => {
  let deployed: Workspace;
  let workspace: Workspace;
  let hub: GivenHub;
  let stack: ContractStack;

  before("deploy a gateway and three contracts", async () => {
    deployed = await Workspace.create();
    const config = { ...configOf("dev"), contracts: { enabled: true } };
    const gateway = await selected(deployed, "azure-genai-gateway", () =>
      Promise.resolve({ hub: new GenAiGateway("genai", { config }).hub }),
    );
    hub = (await gateway.up()).outputs["hub"]!.value as GivenHub;
    await new ContractStack(deployed, hub).up(three);
  });
  after(() => deployed.close());

  beforeEach(async () => {
    workspace = await deployed.copy();
    stack = new ContractStack(workspace, hub);
  });
  afterEach(() => workspace.close());

  it("one that leaves takes what is its own along, and nothing else is touched", async () => {
    const before = held(workspace);
    const steps = await stack.up(three.filter(({ useCase }) => useCase.name !== "search"));
    expect(Object.values(steps)).to.include("delete");
    expect(new Set(Object.values(steps))).to.deep.equal(new Set(["delete"]));
    for (const name of Object.keys(steps)) expect(name).to.match(/\bsearch\b/);
    const after = held(workspace);
    expect([...after.keys()].filter((name) => /\bsearch\b/.test(name))).to.deep.equal([]);
    for (const [name, resource] of before)
      if (!/\bsearch\b/.test(name)) expect(after.get(name), name).to.deep.equal(resource);
    expect(before.size - after.size).to.be.greaterThan(3);
  });

  it("the first in the list may leave as well", async () => {
    const steps = await stack.up(three.slice(1));
    expect(new Set(Object.values(steps))).to.deep.equal(new Set(["delete"]));
    for (const name of Object.keys(steps)) expect(name).to.match(/\bchatbot\b/);
  });

  it("one that comes makes what is its own, and nothing else is touched", async () => {
    const before = held(workspace);
    const steps = await stack.up([contractOf("audit"), ...three]);
    expect(new Set(Object.values(steps))).to.deep.equal(new Set(["create"]));
    for (const name of Object.keys(steps)) expect(name).to.match(/\baudit\b/);
    const after = held(workspace);
    for (const [name, resource] of before) expect(after.get(name), name).to.deep.equal(resource);
  });

  it("one that changes its limit changes its own policy alone", async () => {
    const steps = await stack.up(three.map((one) => (one === three[1] ? contractOf("search", 2000) : one)));
    expect(Object.values(steps)).to.deep.equal(["update"]);
    expect(Object.keys(steps)[0]).to.match(/\bsearch\b.*ProductPolicy/);
  });
});
