import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

/**
 * Chooses a declared backend (or pool) by id, or a plain base URL.
 * https://learn.microsoft.com/azure/api-management/set-backend-service-policy
 */
export const setBackendService: PolicyDefinition = {
  name: "set-backend-service",
  build(element, env) {
    const backendId = element.attributes.get("backend-id");
    const baseUrl = element.attributes.get("base-url");
    if ((backendId === undefined) === (baseUrl === undefined)) {
      env.problems.push({
        code: "POLICY_MISSING_ATTRIBUTE",
        severity: "error",
        place: element.place,
        message: "<set-backend-service> needs either backend-id or base-url",
        hint: 'Write backend-id="..." with the id of a declared backend',
      });
    }
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [backendId, baseUrl], () => {
          if (backendId) call.backend = { backendId: textNow(call, backendId) };
          else if (baseUrl) call.backend = { baseUrl: textNow(call, baseUrl) };
        }),
    };
  },
};
