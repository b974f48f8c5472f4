import type * as pulumi from "@pulumi/pulumi";
import * as server from "@pulumi/pulumi/provider/server";
import { expect } from "chai";
import { Map as ProtobufMap } from "google-protobuf";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ProblemsError } from "../../packages/common/problem";
import { componentToken } from "../../plugin/packageSchema";
import { GatewayProvider } from "../../plugin/provider";
import { evaluatedProgram, type Evaluated } from "../components/evaluated";
import { configOf, devStack } from "../components/config/stackFile";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared";
const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/log-shared`;
const signature = "4dabf18193072939515e22adb298388d";

/** An output as it comes over the wire. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
const output = (value: JavaScriptValue | undefined, more: { secret?: boolean } = {}) => ({
  [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...(value === undefined ? {} : { value }),
  ...more,
});

/** Pulumi's own, which its types leave out. */
const { deserializeInputs } = server as unknown as {
  readonly deserializeInputs: (
    inputs: Struct,
    dependencies: ProtobufMap<string, never>,
  ) => Promise<pulumi.Inputs>;
};

/** What the provider makes of inputs that another language sends. */
async function constructed(more: Record<string, JavaScriptValue>) {
  const message = Struct.fromJavaScript({ ...configOf(devStack), ...more } as Record<
    string,
    JavaScriptValue
  >);
  const inputs = await deserializeInputs(message, new ProtobufMap([]));
  let state: pulumi.Inputs = {};
  const found = await evaluatedProgram(async () => {
    const result = await new GatewayProvider("1.0.0").construct("genai", componentToken, inputs, {});
    state = result.state;
  });
  return { found, state };
}

async function problemsOf(more: Record<string, JavaScriptValue>): Promise<readonly string[]> {
  try {
    await constructed(more);
    return [];
  } catch (error) {
    if (error instanceof ProblemsError)
      return error.problems.map(({ code, subject }) => `${code} ${subject}`);
    throw error;
  }
}

const workspacesOf = (found: Evaluated) => found.all("operationalinsights:Workspace").length;

describe("the component as a provider", function () {
  it("takes outputs where nothing is planned from them", async () => {
    const { found, state } = await constructed({
      existing: { logAnalyticsWorkspaceId: output(workspace) },
      tags: { owner: output("me", { secret: true }) },
    });
    expect(workspacesOf(found)).to.equal(0);
    expect(found.one("resources:ResourceGroup").inputs["tags"]).to.deep.equal({ owner: "me" });
    expect(state).to.include.all.keys(
      "gatewayUrl",
      "apiPaths",
      "backendPlan",
      "eventHubNamespaces",
      "secondaryKeys",
    );
    expect(state["productIds"]).to.deep.equal(["premium", "standard", "trial"]);
  });

  it("plans with outputs that are not known yet, as in a first preview", async () => {
    const { found } = await constructed({ existing: { logAnalyticsWorkspaceId: output(undefined) } });
    expect(workspacesOf(found)).to.equal(0);
  });

  it("refuses outputs where a plain value is needed, by name and all at once", async () => {
    expect(
      await problemsOf({
        location: output("swedencentral"),
        existing: output({ keyVaultId: "x" }),
        policies: output("policies"),
        products: [{ name: output("p"), displayName: "P" }],
      }),
    ).to.have.members([
      "PLUGIN_INPUT_UNKNOWN policies",
      "CONFIG_NOT_PLAIN location",
      "CONFIG_NOT_PLAIN existing",
      "CONFIG_NOT_PLAIN products[0].name",
    ]);
    expect(await problemsOf({ environment: output("dev", { secret: true }) })).to.deep.equal([
      "CONFIG_NOT_PLAIN environment",
    ]);
  });

  it("has one component", async () => {
    const construct = new GatewayProvider("1.0.0").construct("x", "azure-genai-gateway:index:Other", {}, {});
    const error = await construct.catch((reason: unknown) => reason);
    expect(String(error)).to.include("azure-genai-gateway:index:GenAiGateway");
  });
});
