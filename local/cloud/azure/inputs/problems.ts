import type { Problem } from "../../../../common/problem";
import type { DeclaredResource } from "../../resource";
import { checkInputs } from "./checkInputs";

/** What Azure's types have against the inputs of resources, as problems. */
export function inputProblems(
  resources: readonly Pick<DeclaredResource, "name" | "type" | "inputs">[],
): readonly Problem[] {
  return resources.flatMap(({ name, type, inputs }) =>
    checkInputs(type, inputs).map(({ property, reason }) => ({
      code: "AZURE_INPUT",
      severity: "error" as const,
      subject: `${name} [${type}]`,
      message: `${property} ${reason}`,
      hint: "correct the input: Azure's published type of the resource does not take it",
    })),
  );
}
