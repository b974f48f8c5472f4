import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { azureTypeName, resourceType } from "../resourceTypes";
import { checkInputs } from "./checkInputs";

/**
 * What Azure's types have against the inputs of resources, as problems.
 * @param told what rules have found already: the same input of the same resource is not told again
 */
export function inputProblems(
  resources: readonly Pick<DeclaredResource, "name" | "type" | "inputs">[],
  told: readonly Problem[] = [],
): readonly Problem[] {
  return resources.flatMap(({ name, type, inputs }) => {
    const subject = `${name} [${type}]`;
    const about = told.filter((problem) => problem.subject === subject);
    const ownName = resourceType(azureTypeName(type) ?? "", inputs).names.at(-1);
    const isTold = (property: string) =>
      about.some(
        ({ code, message }) =>
          message.startsWith(`${property} `) || (property === ownName && nameCodes.includes(code)),
      );
    return checkInputs(type, inputs)
      .filter(({ property }) => !isTold(property))
      .map(({ property, reason }) => ({
        code: "AZURE_INPUT",
        severity: "error" as const,
        subject,
        message: `${property} ${reason}`,
        hint: "correct the input: Azure's published type of the resource does not take it",
      }));
  });
}

const nameCodes: readonly string[] = ["AZURE_NAME", "InvalidResourceName"];
