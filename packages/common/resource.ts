/** A resource as the program declared it and the (embedded or real) engine recorded it. Values are plain JSON. */
export interface DeclaredResource {
  readonly urn: string;
  /** Pulumi's type token, for example `azure-native:apimanagement:Api`. */
  readonly type: string;
  /** The logical name in the program. */
  readonly name: string;
  /** False for component resources. */
  readonly custom: boolean;
  readonly parent?: string;
  /** The ARM id for Azure resources; empty for components. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs plus what the provider computed; secrets stand here in plaintext, named by `secretOutputs`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Property paths (`properties.value`, `keys[0]`) whose values are secret; whoever prints must mask them. */
  readonly secretInputs: readonly string[];
  readonly secretOutputs: readonly string[];
  /** URNs this resource waits for: its dependsOn and every property's dependencies. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
  readonly aliases: readonly unknown[];
  /** The file that it was read from, a policy or a fragment: the one its document stands in. Absent from programs. */
  readonly sourceFile?: string;
}

/** A resource that depends on nothing, keeps no secret and is given no options. */
export const withoutOptions = {
  custom: true,
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  ignoreChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
} as const satisfies Partial<DeclaredResource>;

/** A stack's output; `secret` ones are shown as [secret] unless asked for. */
export interface StackOutput {
  readonly value: unknown;
  readonly secret: boolean;
}

/** What one evaluation of the program left behind. */
export interface Deployment {
  readonly project: string;
  readonly stack: string;
  /** In order of creation. */
  readonly resources: readonly DeclaredResource[];
  readonly outputs: Readonly<Record<string, StackOutput>>;
}
