import { textNow, whenReady } from "../bindings";
import type { CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { unsupported, unsupportedStep } from "../attributes";
import type { Call, PolicyBuildEnvironment, PolicyDefinition, PolicyStep } from "../policy";
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
    if (element.attributes.has("sf-service-instance-name")) return serviceFabric(element, env);
    const attribute = (name: string) => element.attributes.get(name);
    const [backendId, baseUrl] = [attribute("backend-id"), attribute("base-url")];
    const [appId, method, namespace] = ["app-id", "method", "namespace"].map((name) =>
      attribute(`dapr-${name}`),
    );
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [backendId, baseUrl, appId, method, namespace], () => {
          // With Dapr the backend's id is "dapr", which is no backend's.
          if (appId && method) {
            const app = [appId, namespace].flatMap((part) => (part ? textNow(call, part) : []));
            invoke(call, app.join("."), textNow(call, method));
          } else if (backendId) call.backend = { backendId: textNow(call, backendId) };
          else if (baseUrl) call.backend = { baseUrl: absoluteUrl(element.name, textNow(call, baseUrl)) };
        }),
    };
  },
};

function serviceFabric(element: CompiledElement, env: PolicyBuildEnvironment): PolicyStep {
  const what = `<${element.name}> with sf-service-instance-name`;
  unsupported(element, what, "A call that reaches it fails with a 500", env);
  return unsupportedStep(element.name, what);
}

function invoke(call: Call, app: string, method: string): void {
  call.backend = { baseUrl: `${sidecar}/${encodeURIComponent(app)}/method` };
  requestOf(call).path = `/${method.replace(/^\/+/, "")}`;
}
