import { whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { modelRequest, tokenCost } from "../tokenUse";
import { metricDimensions, metricNamespace } from "./metricDimensions";

/**
 * Metrics Total Tokens, Prompt Tokens and Completion Tokens of a call, once its answer has passed. Streamed calls are
 * estimated, whole ones take what the model states; refused and failed calls give none.
 * https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
 */
function emitTokenMetric(name: "llm-emit-token-metric" | "azure-openai-emit-token-metric"): PolicyDefinition {
  return {
    name,
    build(element, env) {
      const namespace = metricNamespace(element, env);
      const dimensions = metricDimensions(element, env);
      return {
        name,
        run: (call) =>
          whenReady(call, dimensions.bindings, () => {
            const request = modelRequest(call);
            const valuesOf = dimensions.evaluate(call);
            call.afterBody((completion) => {
              const cost = tokenCost(call, request, completion);
              if (!cost || cost.totalTokens === 0) return;
              const { sinks, clock } = call.gateway;
              const common = { namespace, dimensions: valuesOf(), at: clock.now() };
              sinks.metric({ ...common, name: "Total Tokens", value: cost.totalTokens });
              sinks.metric({ ...common, name: "Prompt Tokens", value: cost.promptTokens });
              sinks.metric({ ...common, name: "Completion Tokens", value: cost.completionTokens });
            });
          }),
      };
    },
  };
}

export const llmEmitTokenMetric = emitTokenMetric("llm-emit-token-metric");
export const azureOpenAiEmitTokenMetric = emitTokenMetric("azure-openai-emit-token-metric");
