import { required } from "../attributes";
import type { PolicyDefinition } from "../policy";

/**
 * The builder of steps puts a fragment's own steps in the place of this element, so it never runs; it is listed so
 * that an include-fragment without an id is reported like any other mistake.
 * https://learn.microsoft.com/azure/api-management/include-fragment-policy
 */
export const includeFragment: PolicyDefinition = {
  name: "include-fragment",
  build(element, env) {
    required(element, "fragment-id", env);
    return { name: element.name, run: () => undefined };
  },
};
