import type { Rule } from "../rule";
import { apiRules } from "./apis";
import { backendRules } from "./backends";
import { mcpRules } from "./mcp";
import { serviceNetworkRules } from "./network";
import { keptRules, observabilityRules } from "./observability";
import { policyRules } from "./policies";
import { productRules } from "./products";
import { identityRules, serviceRules } from "./service";

export const apiManagementRules: readonly Rule[] = [
  ...serviceRules,
  ...serviceNetworkRules,
  ...apiRules,
  ...backendRules,
  ...productRules,
  ...keptRules,
  ...observabilityRules,
  ...policyRules,
  ...mcpRules,
  ...identityRules,
];
