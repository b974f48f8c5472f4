import { textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { absoluteUrl } from "../wireValues";

/** Where a Dapr sidecar listens. */
const sidecar = "http://localhost:3500/v1.0/invoke";

/**
 * Chooses a declared backend (or pool) by id, a plain base URL, or a microservice behind the Dapr sidecar: the call then
 * goes to `http://localhost:3500/v1.0/invoke/APP-ID.NAMESPACE/method/METHOD`, which a local stack may have among its
 * `hosts`, its own path giving way to the method's. Service Fabric is not simulated.
 * https://learn.microsoft.com/azure/api-management/set-backend-service-policy
 */
export const setBackendService: PolicyDefinition = {
  name: "set-backend-service",
  build(element, env) {
    const attribute = (name: string) => element.attributes.get(name);
    const [backendId, baseUrl] = [attribute("backend-id"), attribute("base-url")];
    const [appId, method, namespace] = ["app-id", "method", "namespace"].map((name) =>
      attribute(`dapr-${name}`),
    );
    const problem = (message: string, hint: string) =>
      env.problems.push({
        code: "POLICY_MISSING_ATTRIBUTE",
        severity: "error",
        place: element.place,
        message,
        hint,
      });
    if ([backendId, baseUrl, appId].filter((target) => target !== undefined).length !== 1) {
      problem(
        "<set-backend-service> needs either backend-id or base-url (or, with Dapr, dapr-app-id)",
        'Write backend-id="..." with the id of a declared backend',
      );
    } else if (appId && !method) {
      problem("dapr-app-id of <set-backend-service> needs dapr-method", 'Add dapr-method="..."');
    }
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [backendId, baseUrl, appId, method, namespace], () => {
          if (backendId) call.backend = { backendId: textNow(call, backendId) };
          else if (baseUrl) call.backend = { baseUrl: absoluteUrl(element.name, textNow(call, baseUrl)) };
          else if (appId && method) {
            const app = [appId, namespace].flatMap((part) => (part ? textNow(call, part) : []));
            invoke(call, app.join("."), textNow(call, method));
          }
        }),
    };
  },
};

function invoke(call: Call, app: string, method: string): void {
  call.backend = { baseUrl: `${sidecar}/${encodeURIComponent(app)}/method` };
  requestOf(call).path = `/${method.replace(/^\/+/, "")}`;
}
