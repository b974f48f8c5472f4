import type { Problem } from "../../../../common/problem";
import type { DeclaredResource } from "../../resource";
import { azureTypeName, resourceType } from "../resourceTypes";
import { checkInputs } from "./checkInputs";

/**
 * What Azure's types have against the inputs of resources, as problems.
 * @param told what has been found already: a name that is refused there is not refused here once more
 */
export function inputProblems(
  resources: readonly Pick<DeclaredResource, "name" | "type" | "inputs">[],
  told: readonly Problem[] = [],
): readonly Problem[] {
  const misnamed = new Set(told.flatMap(({ code, subject }) => (code === "AZURE_NAME" ? subject : [])));
  return resources.flatMap(({ name, type, inputs }) => {
    const subject = `${name} [${type}]`;
    const known = misnamed.has(subject)
      ? resourceType(azureTypeName(type) ?? "", inputs).names.at(-1)
      : undefined;
    return checkInputs(type, inputs)
      .filter(({ property }) => property !== known)
      .map(({ property, reason }) => ({
        code: "AZURE_INPUT",
        severity: "error" as const,
        subject,
        message: `${property} ${reason}`,
        hint: "correct the input: Azure's published type of the resource does not take it",
      }));
  });
}
