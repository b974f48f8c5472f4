import type { Problem } from "@azure-genai-gateway/common/problem";
import { azureProvider, type LocalProvider } from "@azure-genai-gateway/local-cloud";

/**
 * The local cloud for a program that is to be served, not deployed: what is of no account here is told and let pass.
 * Resources of other providers get an id and nothing else, and orders that Azure would race over are warnings.
 * @param tell hears of each such thing, once
 */
export function startProvider(tell: (problem: Problem) => void): LocalProvider {
  const told = new Set<string>();
  const once = (problem: Problem) => {
    const key = `${problem.code} ${problem.message}`;
    if (!told.has(key)) tell(problem);
    told.add(key);
  };
  return {
    ...azureProvider,
    create(request) {
      if (/^(?:azure-native|random)\b/.test(request.type)) return azureProvider.create(request);
      once({
        code: "PROVIDER_NOT_SERVED",
        severity: "warning",
        subject: request.name,
        message: `The local cloud knows azure-native and random, not ${request.type}: it has an id here, and its inputs`,
      });
      return { id: `local-${request.name}`, outputs: {} };
    },
    check: (resources) =>
      (azureProvider.check?.(resources) ?? []).filter((problem) => {
        if (problem.code !== "AZURE_RACE") return true;
        once({ ...problem, severity: "warning" });
        return false;
      }),
  };
}
