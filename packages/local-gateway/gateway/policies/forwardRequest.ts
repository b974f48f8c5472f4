import { flagNow, numberNow, whenReady } from "../bindings";
import { type Call, type ForwardOptions, PolicyFailure, type PolicyDefinition } from "../policy";
import { unverified } from "../unverifiedTexts";
import { answerChecks } from "./answerChecks";

const defaultTimeoutSeconds = 300;

/**
 * Statuses from 400 up are answers like any other unless `fail-on-error-status-code` says otherwise.
 * The request's body is there for one attempt: the next one sends none unless buffer-request-body is true.
 * https://learn.microsoft.com/azure/api-management/forward-request-policy
 */
export const forwardRequest: PolicyDefinition = {
  name: "forward-request",
  build(element) {
    const attribute = (name: string) => element.attributes.get(name);
    const timeout = attribute("timeout");
    const timeoutMs = attribute("timeout-ms");
    const redirects = attribute("follow-redirects");
    const buffer = attribute("buffer-response");
    const bufferRequest = attribute("buffer-request-body");
    const failOnError = attribute("fail-on-error-status-code");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [timeout, timeoutMs, redirects, buffer, bufferRequest, failOnError], () =>
          forward(call, {
            timeoutMs: timeoutMs
              ? numberNow(call, timeoutMs)
              : numberNow(call, timeout, defaultTimeoutSeconds) * 1000,
            followRedirects: flagNow(call, redirects, false),
            bufferResponse: flagNow(call, buffer, true),
            bufferRequestBody: flagNow(call, bufferRequest, false),
            failOnError: flagNow(call, failOnError, false),
          }),
        ),
    };
  },
};

interface Options extends ForwardOptions {
  readonly failOnError: boolean;
}

async function forward(call: Call, options: Options): Promise<void> {
  // From here on an earlier attempt's answer is gone: should this one fail, context.Response is null.
  call.response = undefined;
  call.streamResponse = !options.bufferResponse;
  const response = await call.gateway.forward(call, options);
  call.response = response;
  if (options.failOnError && response.status >= 400) {
    throw new PolicyFailure({ source: "forward-request", ...unverified.errorStatus(response.status) });
  }
  for (const check of answerChecks(call)) await check(call);
}
