import type { EngineEvent, InlineProgramArgs, OpType, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import type { Workspace } from "./workspace";

/** What an update did, by URN; what stayed the same is left out. */
export type Steps = Readonly<Record<string, OpType>>;

export interface RunOptions {
  readonly policies?: string;
  readonly parallel?: number;
}

/** A gateway that the Automation API deploys from an inline program, from whatever config is handed in. */
export class InlineStack {
  private constructor(
    private readonly workspace: Workspace,
    readonly name: string,
  ) {}

  static async create(workspace: Workspace, name = "dev"): Promise<InlineStack> {
    await LocalWorkspace.createStack(
      argsOf(name, async () => ({})),
      {
        envVars: workspace.environment,
      },
    );
    return new InlineStack(workspace, name);
  }

  /** One that exists already, such as in a copy of the workspace that it was deployed in. */
  static of(workspace: Workspace, name: string): InlineStack {
    return new InlineStack(workspace, name);
  }

  async preview(config: GatewayConfigInput, options: RunOptions = {}): Promise<Steps> {
    const events: EngineEvent[] = [];
    const stack = await this.stack(config, options);
    await stack.preview({ onEvent: (event) => events.push(event), parallel: options.parallel });
    return stepsOf(events);
  }

  /** Rejects when the update fails. */
  async up(
    config: GatewayConfigInput,
    options: RunOptions = {},
  ): Promise<{ readonly steps: Steps; readonly order: readonly string[]; readonly output: string }> {
    const events: EngineEvent[] = [];
    let output = "";
    const stack = await this.stack(config, options);
    await stack.up({
      onEvent: (event) => events.push(event),
      onOutput: (text) => (output += text),
      parallel: options.parallel,
    });
    return { steps: stepsOf(events), order: orderOf(events), output };
  }

  async refresh(config: GatewayConfigInput): Promise<Steps> {
    const events: EngineEvent[] = [];
    const stack = await this.stack(config, {});
    await stack.refresh({ onEvent: (event) => events.push(event) });
    return stepsOf(events);
  }

  async destroy(config: GatewayConfigInput): Promise<void> {
    await (await this.stack(config, {})).destroy();
  }

  async outputs(config: GatewayConfigInput) {
    return (await this.stack(config, {})).outputs();
  }

  private async stack(config: GatewayConfigInput, { policies }: RunOptions): Promise<Stack> {
    const program = async () => {
      const gateway = new GenAiGateway("genai", { config, ...(policies ? { policies } : {}) });
      return { gatewayUrl: gateway.gatewayUrl, subscriptionKeys: gateway.subscriptionKeys };
    };
    return LocalWorkspace.selectStack(argsOf(this.name, program), {
      envVars: this.workspace.environment,
    });
  }
}

function argsOf(stackName: string, program: InlineProgramArgs["program"]): InlineProgramArgs {
  return { stackName, projectName: "azure-genai-gateway", program };
}

/** `name [type]` to what was done; replacing counts as one step. */
export function stepsOf(events: readonly EngineEvent[]): Steps {
  const steps: Record<string, OpType> = {};
  for (const { resourcePreEvent } of events) {
    if (!resourcePreEvent) continue;
    const { op, urn } = resourcePreEvent.metadata;
    if (op !== "same" && op !== "refresh" && op !== "read") steps[shortName(urn)] ??= op;
  }
  for (const { resOutputsEvent } of events) {
    // A refresh says what it found only when it is through.
    if (resOutputsEvent && resOutputsEvent.metadata.op === "update")
      steps[shortName(resOutputsEvent.metadata.urn)] ??= "update";
  }
  return steps;
}

/** `op name`, in the order of their ends. */
function orderOf(events: readonly EngineEvent[]): readonly string[] {
  return events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent ? `${resOutputsEvent.metadata.op} ${shortName(resOutputsEvent.metadata.urn)}` : [],
  );
}

function shortName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${name} [${types.replace(/^.*[$:]/, "")}]`;
}
