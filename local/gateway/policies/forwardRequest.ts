import { flagNow, numberNow, whenReady } from "../bindings";
import { type Call, PolicyFailure, type PolicyDefinition } from "../policy";
import { unverified } from "../unverifiedTexts";
import { answerChecks } from "./answerChecks";

const defaultTimeoutSeconds = 300;

/**
 * Statuses from 400 up are answers like any other unless `fail-on-error-status-code` says otherwise.
 * buffer-request-body changes nothing here: the local gateway has every request in memory.
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
    const failOnError = attribute("fail-on-error-status-code");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [timeout, timeoutMs, redirects, buffer, failOnError], () =>
          forward(call, {
            timeoutMs: timeoutMs
              ? numberNow(call, timeoutMs)
              : numberNow(call, timeout, defaultTimeoutSeconds) * 1000,
            followRedirects: flagNow(call, redirects, false),
            bufferResponse: flagNow(call, buffer, true),
            failOnError: flagNow(call, failOnError, false),
          }),
        ),
    };
  },
};

interface Options {
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  readonly bufferResponse: boolean;
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
