import type { CreatedResource, LocalProvider } from "../provider";
import { armIdentity } from "./armId";
import { checkResources } from "./checkResources";
import { inputProblems } from "./inputs/problems";
import { computedOutputs } from "./computedOutputs";
import { invokeAzure } from "./invokeAzure";
import { createRandom } from "./randomProvider";

/**
 * The local stand-in for the azure-native and random providers: ids of Azure's shape, the outputs that Azure
 * computes, and, once the program is through, everything that Azure would have refused. Deterministic by URN.
 */
export const azureProvider: LocalProvider = {
  create(request): CreatedResource {
    const identity = armIdentity(request);
    if (identity) return { id: identity.id, ...computedOutputs(request, identity) };
    if (request.type.startsWith("random:")) return createRandom(request);
    throw new Error(`the local cloud knows azure-native and random, not ${request.type}`);
  },
  invoke: invokeAzure,
  check(resources) {
    const problems = checkResources(resources);
    return [...problems, ...inputProblems(resources, problems)];
  },
};
