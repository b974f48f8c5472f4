import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ArmAccess } from "../azure/arm";
import type { Cost } from "../plan/cost";
import type { FailureKind } from "./failure";
import type { RefusedStep } from "./guard";
import type { InPlaceStep } from "./inPlace";
import type { SoftDeleted } from "./softDeleted";
import type { Step } from "./steps";

export interface StackOptions {
  /** Name, as in `Pulumi.NAME.yaml`. */
  readonly stack: string;
  /** Folder of the Pulumi program. Default: the working directory. */
  readonly directory?: string;
  /** Environment of the Pulumi CLI besides this process's: backend, passphrase. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Resources that are made at the same time. Default 32; Pulumi's own is four for each core. */
  readonly parallel?: number;
  /** Ends the operation as Ctrl-C would: what is under way is finished, nothing new begun. */
  readonly signal?: AbortSignal;
  /** Hears what Pulumi prints, as it prints it; secrets are masked. */
  readonly onOutput?: (text: string) => void;
}

/** What may ask a person, and Azure, before anything is changed. */
export interface ChangeOptions extends StackOptions {
  /** Logical names of guarded resources (what holds data, keys, names or capacity) that may be deleted or replaced. */
  readonly allowReplace?: readonly string[];
  /**
   * Is shown what would be done once nothing refuses it, and says whether to go on. Default: go on. With `false` the
   * result is `refused` and {@link StackResult.declined}.
   */
  readonly confirm?: (planned: StackResult) => boolean | Promise<boolean>;
  /**
   * How Azure is asked: before an update, and to purge after a destroy. Default: signed on as azure-native is, by the
   * ARM_* variables or `az login`.
   */
  readonly azure?: () => Promise<ArmAccess>;
}

export interface UpOptions extends ChangeOptions {
  /**
   * Codes of rules whose violations are let pass, see {@link checkRules}; `AZURE_IN_PLACE` and the `PREFLIGHT_...` codes
   * as well.
   */
  readonly allowViolation?: readonly string[];
  /** Update policies and fragments, and nothing else of what has changed. Default false. */
  readonly policiesOnly?: boolean;
  /** Do not ask Azure about names, rights, providers and quotas. Default false. */
  readonly skipPreflight?: boolean;
}

export interface DestroyOptions extends ChangeOptions {
  /** Delete guarded resources as well, whatever their names. Default false. */
  readonly allowAll?: boolean;
  /** Show what would be deleted, and delete nothing. Default false. */
  readonly preview?: boolean;
  /**
   * Purge what Azure would keep after its deletion, so that its name is free at once; a vault with purge protection
   * stays. For good: nothing can be recovered. Default false.
   */
  readonly purge?: boolean;
  /** Remove the empty stack from the backend as well, with its history; its `Pulumi.NAME.yaml` stays. Default false. */
  readonly remove?: boolean;
}

export interface OutputsOptions extends StackOptions {
  /** Default false: a secret output is `[secret]`. */
  readonly showSecrets?: boolean;
}

export interface StackResult {
  readonly stack: string;
  readonly operation: "preview" | "up" | "destroy" | "outputs" | "import";
  /** `refused`: nothing was changed, or, of a preview, `up` would change nothing. `unknown`: there is no such stack. */
  readonly result: "succeeded" | "refused" | FailureKind;
  /** What was done; where {@link planned} is set, what would be. */
  readonly steps: readonly Step[];
  /** The steps have not been taken. */
  readonly planned?: true;
  /** Steps that need {@link ChangeOptions.allowReplace}. */
  readonly refused: readonly RefusedStep[];
  /** What the stack would have that a rule forbids, or Azure would refuse. */
  readonly violations: readonly Problem[];
  /** Updates that Azure does not make in place. */
  readonly inPlace: readonly InPlaceStep[];
  /** What the stack would cost then, at list prices; of previews, and before an update is agreed to. */
  readonly cost?: Cost;
  /** {@link ChangeOptions.confirm} said no. */
  readonly declined?: true;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** After a destroy: what keeps its name until it is purged. */
  readonly softDeleted?: readonly SoftDeleted[];
  /** After a destroy: names of what was purged. */
  readonly purged?: readonly string[];
  readonly seconds: number;
}
