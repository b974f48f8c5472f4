import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { exitCodeOf } from "../../../packages/cli/automation/commands/exitCodes";
import { formatQuestion, formatResult } from "../../../packages/cli/automation/commands/format";
import { failureOf } from "../../../packages/cli/automation/deploy/failure";
import { isPolicyStep, refusedSteps } from "../../../packages/cli/automation/deploy/guard";
import { inPlaceSteps } from "../../../packages/cli/automation/deploy/inPlace";
import { runStacks } from "../../../packages/cli/automation/deploy/runStacks";
import type { StackResult } from "../../../packages/cli/automation/deploy/options";
import { doneSteps, errorsOf, stepsOf, type Step } from "../../../packages/cli/automation/deploy/steps";

const urn = (type: string, name: string) =>
  `urn:pulumi:dev::p::azure-genai-gateway:index:GenAiGateway$${type}::${name}`;
const service = "azure-native:apimanagement:ApiManagementService";
const backend = "azure-native:apimanagement:Backend";
const event = (op: string, type: string, name: string, diffs?: string[]): EngineEvent =>
  ({ resourcePreEvent: { metadata: { op, type, urn: urn(type, name), diffs } } }) as unknown as EngineEvent;
const step = (op: string, type: string, name: string): Step => ({ op, type, name, urn: urn(type, name) });
const result = (more: Partial<StackResult>): StackResult => ({
  stack: "dev",
  operation: "up",
  result: "succeeded",
  steps: [],
  refused: [],
  violations: [],
  inPlace: [],
  errors: [],
  warnings: [],
  seconds: 1,
  ...more,
});

describe("deploying", () => {
  it("tells a replacement as one step, and leaves out what stays", () => {
    const steps = stepsOf([
      event("same", backend, "a"),
      event("update", backend, "b", ["url"]),
      event("create-replacement", service, "s"),
      event("replace", service, "s"),
      event("delete-replaced", service, "s"),
      event("create", "pulumi:providers:azure-native", "default"),
    ]);
    expect(steps.map(({ op, name }) => `${op} ${name}`)).to.deep.equal(["update b", "replace s"]);
    expect(steps[0]!.changed).to.deep.equal(["url"]);
  });

  for (const [ops, told] of [
    [["create-replacement", "replace", "delete-replaced"], "replace"],
    [["delete-replaced", "replace", "create-replacement"], "replace"],
    [["delete-replaced"], "replace"],
    [["discard-replaced"], "replace"],
    [["import-replacement"], "replace"],
    [["remove-pending-replace", "create-replacement"], "replace"],
    [["delete", "create"], "replace"],
    [["delete"], "delete"],
    [["update"], "update"],
    [["import"], "import"],
    [["refresh"], ""],
  ] as const)
    it(`tells ${ops.join(", ")} as ${told || "nothing"}`, () => {
      const steps = stepsOf(ops.map((op) => event(op, service, "s")));
      expect(steps.map(({ op }) => op).join()).to.equal(told);
    });

  it("counts of what was begun only what came to its end", () => {
    const ended = (name: string): EngineEvent =>
      ({ resOutputsEvent: { metadata: { op: "create", type: backend, urn: urn(backend, name) } } }) as never;
    const failed = (name: string): EngineEvent =>
      ({ resOpFailedEvent: { metadata: { op: "create", type: backend, urn: urn(backend, name) } } }) as never;
    const events = ["a", "b", "c"].map((name) => event("create", backend, name));
    expect(doneSteps([...events, ended("a"), ended("b"), failed("b")]).map(({ name }) => name)).to.deep.equal(
      ["a"],
    );
  });

  for (const [type, guards] of [
    ["azure-native:apimanagement:ApiManagementService", true],
    ["azure-native:apimanagement/v20240501:ApiManagementService", true],
    ["azure-native:apimanagement:Subscription", true],
    ["azure-native:apimanagement:Product", true],
    ["azure-native:apimanagement:Api", false],
    ["azure-native:cognitiveservices:Account", true],
    ["azure-native:cognitiveservices:Deployment", true],
    ["azure-native:keyvault:Vault", true],
    ["azure-native:keyvault:Secret", true],
    ["azure-native:eventhub:Namespace", true],
    ["azure-native:eventhub:EventHub", true],
    ["azure-native:eventhub:ConsumerGroup", false],
    ["azure-native:operationalinsights:Workspace", true],
    ["azure-native:applicationinsights:Component", true],
    ["azure-native:managedidentity:UserAssignedIdentity", true],
    ["azure-native:authorization:ManagementLockByScope", true],
    ["azure-native:authorization:RoleAssignment", false],
    ["azure-native:privatedns:PrivateZone", true],
    ["azure-native:network:PrivateEndpoint", false],
    ["azure-native:network:PublicIPAddress", true],
    ["azure-native:trafficmanager:Profile", true],
    ["azure-native:resources:ResourceGroup", true],
    ["azure-native:storage:StorageAccount", true],
    ["random:index/randomPassword:RandomPassword", true],
    ["random:index/randomString:RandomString", true],
  ] as const)
    it(`${guards ? "guards" : "does not guard"} ${type}`, () => {
      for (const op of ["delete", "replace"])
        expect(refusedSteps([step(op, type, "x")], []), op).to.have.length(guards ? 1 : 0);
      expect(refusedSteps([step("update", type, "x"), step("create", type, "y")], [])).to.be.empty;
    });

  it("lets a key be rotated by its keepers, and lets go what stays where it is", () => {
    const key = { ...step("replace", "random:index/randomPassword:RandomPassword", "k") };
    expect(refusedSteps([{ ...key, causes: ["keepers"] }], [])).to.be.empty;
    expect(refusedSteps([{ ...key, changed: ["keepers.generation"] }], [])).to.be.empty;
    expect(refusedSteps([{ ...key, causes: ["keepers", "length"] }], [])).to.have.length(1);
    expect(refusedSteps([{ ...key, op: "delete", causes: ["keepers"] }], [])).to.have.length(1);
    expect(refusedSteps([{ ...step("delete", service, "s"), retained: true }], [])).to.be.empty;
  });

  it("refuses to delete or replace what is guarded, unless it is named", () => {
    const steps = [step("replace", service, "s"), step("delete", backend, "b"), step("update", service, "t")];
    expect(refusedSteps(steps, []).map(({ name, service }) => [name, service])).to.deep.equal([
      ["s", "API Management"],
    ]);
    expect(refusedSteps(steps, ["s"])).to.be.empty;
    expect(refusedSteps(steps, ["other"])).to.have.length(1);
  });

  it("knows policies from what else a template deployment makes", () => {
    const deployment = "azure-native:resources:Deployment";
    expect(isPolicyStep(step("update", deployment, "genai-api-fragment-answer"))).to.be.true;
    expect(isPolicyStep(step("update", deployment, "genai-api-openai-v1-llm-log"))).to.be.false;
    expect(isPolicyStep(step("update", "azure-native:apimanagement:ApiPolicy", "p"))).to.be.true;
    expect(isPolicyStep(step("update", backend, "genai-api-fragment-answer"))).to.be.false;
  });

  it("says who holds a locked stack, in Pulumi's self-managed backends", () => {
    const { kind, errors } = failureOf(
      new Error(
        "stderr: error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  file:///s/.pulumi/locks/x.json: created by ann@laptop (pid 4711) at 2026-11-24T09:00:00+01:00",
      ),
      [],
      false,
    );
    expect(kind).to.equal("locked");
    expect(errors[0])
      .to.include("locked by ann@laptop (pid 4711) since 2026-11-24T09:00:00+01:00")
      .and.include("pulumi cancel");
  });

  it("prefers what the engine told to what the CLI printed, and says what is missing", () => {
    expect(failureOf(new Error("x"), ["genai-apim: no"], false)).to.deep.equal({
      kind: "failed",
      errors: ["genai-apim: no"],
    });
    expect(failureOf(new Error("x"), [], true).kind).to.equal("cancelled");
    expect(failureOf(new Error("spawn pulumi ENOENT"), [], false).errors[0]).to.include(
      "pulumi.com/docs/install",
    );
    const diagnostic = {
      severity: "error",
      message: "<{%reset%}>error: no<{%reset%}>\n",
      urn: urn(service, "s"),
    };
    expect(errorsOf([{ diagnosticEvent: diagnostic } as unknown as EngineEvent])).to.deep.equal(["s: no"]);
  });

  it("ends with the gravest result's exit code", () => {
    const of = (...kinds: StackResult["result"][]) =>
      exitCodeOf(kinds.map((kind) => result({ result: kind })));
    expect(of("succeeded", "succeeded")).to.equal(0);
    expect(of("succeeded", "refused", "failed")).to.equal(1);
    expect(of("refused", "locked")).to.equal(4);
    expect(of("refused", "cancelled")).to.equal(3);
    expect(of("cancelled")).to.equal(130);
    expect(of("unknown")).to.equal(2);
    expect(of("unknown", "refused")).to.equal(3);
    expect(exitCodeOf([result({ steps: [step("update", backend, "b")] })], true)).to.equal(5);
  });

  it("tells people what was refused and how to allow it", () => {
    const steps = [step("replace", service, "genai-apim")];
    const text = formatResult(
      result({ result: "refused", planned: true, steps, refused: refusedSteps(steps, []) }),
    );
    expect(text).to.include("+- genai-apim").and.include("--allow-replace genai-apim");
  });

  it("speaks of what was done, and of what would be", () => {
    const steps = [step("create", backend, "a"), step("create", backend, "b"), step("replace", service, "s")];
    expect(formatResult(result({ steps }))).to.equal("dev: up succeeded in 1 s: 2 created, 1 replaced\n");
    expect(formatResult(result({ steps, operation: "preview", planned: true }))).to.match(
      /^dev: preview succeeded in 1 s: 2 to create, 1 to replace\n {2}\+ {2}a/,
    );
    const declined = result({ steps, result: "refused", planned: true, declined: true });
    expect(formatResult(declined)).to.match(
      /^dev: up not begun, .* nothing was changed: 2 to create, 1 to replace\n$/,
    );
  });

  it("asks with counts, and with the names of what is guarded", () => {
    const steps = [step("create", backend, "a"), step("replace", service, "s"), step("delete", backend, "b")];
    expect(formatQuestion([result({ steps, warnings: ["w"] })])).to.equal(
      [
        "dev: up: 1 to create, 1 to replace, 1 to delete",
        "  among them what holds data, keys, names or capacity:",
        "    replace s (API Management)",
        "  warning: w",
        "",
      ].join("\n"),
    );
  });

  it("says what Azure does not do in place, and what to do instead", () => {
    const address = "azure-native:network:PublicIPAddress";
    const metadata = {
      op: "update",
      type: address,
      urn: urn(address, "genai-address"),
      old: { custom: true, id: "/subscriptions/s/x", inputs: { zones: ["1"] } },
      new: { custom: true, inputs: {} },
    };
    const events = [{ resourcePreEvent: { metadata } }] as unknown as EngineEvent[];
    const inPlace = inPlaceSteps(events);
    expect(formatResult(result({ result: "refused", planned: true, inPlace }))).to.match(
      /refused: would change zones of genai-address, which Azure does not do in place \(ResourceAvailabilityZonesCannotBeModified: .+\); instead, give it another name/,
    );
    metadata.op = "replace";
    expect(inPlaceSteps(events)).to.be.empty;
  });

  it("carries every stack through, so many at a time, and keeps their order", async () => {
    let running = 0;
    let most = 0;
    const names = ["a", "b", "c", "d", "e"];
    const results = await runStacks(
      names,
      async (stack) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return result({ stack, result: stack === "b" ? "failed" : "succeeded" });
      },
      { concurrency: 2 },
    );
    expect(results.map(({ stack, result }) => `${stack} ${result}`)).to.deep.equal([
      "a succeeded",
      "b failed",
      "c succeeded",
      "d succeeded",
      "e succeeded",
    ]);
    expect(most).to.equal(2);
  });
});
