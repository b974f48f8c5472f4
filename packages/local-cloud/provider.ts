import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";

/** A custom resource that the program registers: all that {@link DeclaredResource} says but what the provider adds. */
export type ResourceRequest = Omit<DeclaredResource, "id" | "outputs" | "secretOutputs"> & {
  /** The deployment's project and stack, for values that Azure would derive from the subscription. */
  readonly project: string;
  readonly stack: string;
};

export interface CreatedResource {
  readonly id: string;
  /** What the provider computed; the engine puts the inputs under it. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Property paths among the outputs that are secret whatever the program says. */
  readonly secretOutputs?: readonly string[];
}

export interface InvokeResult {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs?: readonly string[];
}

/**
 * What stands in for the resource providers. It keeps no state between evaluations: whatever it has to know
 * of other resources it is handed. A thrown error ends the evaluation with that resource's name.
 */
export interface LocalProvider {
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
  /** A function of the provider (`azure-native:authorization:getClientConfig`); `resources` are those that exist. */
  invoke?(
    token: string,
    args: Readonly<Record<string, unknown>>,
    resources: readonly DeclaredResource[],
  ): InvokeResult | Promise<InvokeResult>;
  /** Called once, when the program is through: what Azure would have refused, all of it. */
  check?(resources: readonly DeclaredResource[]): readonly Problem[];
}
