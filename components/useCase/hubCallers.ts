import { identityProblems } from "../config/identityChecks";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { Report } from "./report";

/** Tokens are those of the gateway's tenants, and stand beside a key: without one a call is nobody's contract's. */
export function checkIdentity({ identity }: Contract, { entra }: PlannedHub, report: Report): void {
  if (!identity) return;
  if (identity.mode === "entra")
    report(
      "CONTRACT_IDENTITY_KEYLESS",
      ["identity", "mode"],
      "A call without a key comes to the one open product that API Management has for an API, which is the gateway's and knows no contract",
      "Write mode: both, or ask the platform team for a product with identity.mode: entra",
    );
  else if (identity.mode === "both" && !entra)
    report(
      "CONTRACT_IDENTITY_NO_ENTRA",
      ["identity", "mode"],
      "The gateway takes no tokens of contracts",
      "Write mode: key, or ask the platform team for entra.tenants and entra.audiences",
    );
  identityProblems(identity, entra, ["identity"], (code, path, message, hint) =>
    report(code.replace(/^CONFIG_/, "CONTRACT_"), path, message, hint),
  );
}

/** Answers are kept where the gateway has a cache, and shared by those whom a call names. */
export function checkCache(
  { semanticCache, identity }: Contract,
  { contracts }: PlannedHub,
  report: Report,
): void {
  if (!semanticCache) return;
  const thresholds = contracts.semanticCache?.thresholds;
  const { threshold, varyBy } = semanticCache;
  if (!thresholds)
    report(
      "CONTRACT_CACHE_NONE",
      ["semanticCache"],
      "The gateway keeps no answers for contracts",
      "Take semanticCache out, or ask the platform team for contracts.semanticCache",
    );
  else if (threshold !== undefined && !thresholds.includes(threshold))
    report(
      "CONTRACT_CACHE_THRESHOLD",
      ["semanticCache", "threshold"],
      `The gateway has no lookup with the threshold ${threshold}`,
      `Write one of: ${thresholds.join(", ")}`,
    );
  if (varyBy === "user" && (identity?.mode ?? "key") === "key")
    report(
      "CONTRACT_CACHE_USER",
      ["semanticCache", "varyBy"],
      "A key names no user, so nothing would be kept",
      "Write varyBy: subscription, or identity: { mode: both, ... }",
    );
}
