import type { Rule } from "../rule";
import { apiRules } from "./apis";
import { backendRules } from "./backends";
import { mcpRules } from "./mcp";
import { serviceNetworkRules } from "./network";
import { keptRules, observabilityRules } from "./observability";
import { policyRules } from "./policies";
import { productRules } from "./products";
import { publicAccessRules } from "./publicAccess";
import { identityRules, serviceRules } from "./service";

export const apiManagementRules: readonly Rule[] = [
  ...serviceRules,
  ...publicAccessRules,
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
