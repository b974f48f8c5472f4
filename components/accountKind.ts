import type { BackendConfig } from "./config/schema";

/** A Foundry resource is an account of another kind. */
export function kindOf({ accountKind, provider }: Pick<BackendConfig, "accountKind" | "provider">) {
  return provider === "foundry" ? "AIServices" : accountKind;
}
