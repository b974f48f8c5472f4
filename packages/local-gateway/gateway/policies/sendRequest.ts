import { emptyBody, HttpHeaders, type HttpRequest } from "@azure-genai-gateway/common/http";
import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import type { PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import { fromResponse } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { type Transport, TransportError } from "../../http/transport";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import { type Message, messageEdits } from "../message";
import { type Call, PolicyFailure, type PolicyBuildEnvironment, type PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { GatewayResponse } from "../response";
import { managedIdentitySignOn } from "./authenticationManagedIdentity";
import { absoluteUrl } from "../wireValues";

const defaultTimeoutSeconds = 60;

/**
 * Sends a request of its own (`mode="new"`, the default) or a changed copy of the call's, waits `timeout` seconds (default
 * 60) and keeps the answer, whatever its status, in `response-variable-name`, if it names a variable. A request that fails fails the call, unless
 * `ignore-error` (default false) is set: the variable is then null. An authentication-managed-identity in it signs the
 * request on; an authentication-certificate or proxy in it is passed over, for reasons that those policies give.
 * https://learn.microsoft.com/azure/api-management/send-request-policy
 */
export const sendRequest: PolicyDefinition = {
  name: "send-request",
  build(element, env) {
    const variable = element.attributes.get("response-variable-name");
    const keep = (call: Call, value: PolicyValue) => {
      if (variable) call.context.variables.set(textNow(call, variable), value);
    };
    const ignoreError = element.attributes.get("ignore-error");
    const prepare = requestBuilder(element, env);
    return {
      name: element.name,
      async run(call) {
        const { request, timeoutMs } = await prepare(call);
        try {
          const response = await send(call.gateway.transport, request, timeoutMs);
          keep(call, fromResponse(response));
        } catch (error) {
          if (!(error instanceof TransportError)) throw error;
          if (!flagNow(call, ignoreError, false)) throw asFailure(element.name, error);
          keep(call, null);
        }
      },
    };
  },
};

/**
 * Sends a request and does not wait for the answer, whatever becomes of it.
 * https://learn.microsoft.com/azure/api-management/send-one-way-request-policy
 */
export const sendOneWayRequest: PolicyDefinition = {
  name: "send-one-way-request",
  build(element, env) {
    const prepare = requestBuilder(element, env);
    return {
      name: element.name,
      async run(call) {
        const { request, timeoutMs } = await prepare(call);
        // The client may hang up; this request goes on.
        void send(call.gateway.transport, { ...request, signal: undefined }, timeoutMs).catch(
          () => undefined,
        );
      },
    };
  },
};

function requestBuilder(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
): (call: Call) => Promise<{ request: HttpRequest; timeoutMs: number }> {
  const mode = element.attributes.get("mode");
  const timeout = element.attributes.get("timeout");
  const url: PolicyBinding | undefined = element.children.find(({ name }) => name === "set-url")?.text;
  const edit = messageEdits(element.children, env);
  const signOns = element.children
    .filter(({ name }) => name === "authentication-managed-identity")
    .map((child) => managedIdentitySignOn(child, env));
  return async (call) => {
    const copy = mode !== undefined && (await call.text(mode)).toLowerCase() === "copy";
    const { request } = call.context;
    const message: Message & { body: Uint8Array } = {
      headers: copy ? request.headers.clone() : new HttpHeaders(),
      method: copy ? request.method : "GET",
      body: copy ? (request.body.bytes() ?? emptyBody) : emptyBody,
      setBody(bytes) {
        this.body = bytes;
      },
    };
    // A host header of the client's would lead the request back here.
    message.headers.delete("Host");
    message.headers.delete("Content-Length");
    await edit(call, message);
    for (const signOn of signOns) await signOn(call, message.headers);
    return whenReady(call, [timeout, url], () => ({
      timeoutMs: numberNow(call, timeout, defaultTimeoutSeconds) * 1000,
      request: {
        method: message.method ?? "GET",
        url: url ? absoluteUrl(element.name, textNow(call, url)) : requestOf(call).target,
        headers: message.headers,
        body: message.body,
        signal: call.signal,
      },
    }));
  };
}

async function send(transport: Transport, request: HttpRequest, timeoutMs: number): Promise<GatewayResponse> {
  const { status, reason, headers, body } = await transport.send(request, timeoutMs);
  const response = new GatewayResponse(status, reason, headers, body);
  await response.buffer();
  return response;
}

/** https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#predefined-errors-for-policies */
function asFailure(source: string, error: TransportError): PolicyFailure {
  return new PolicyFailure({ source, reason: error.reason, message: error.message });
}
