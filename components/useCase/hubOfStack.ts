import * as pulumi from "@pulumi/pulumi";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { schemaProblems, withoutLibrarysWords } from "../config/schemaProblems";
import { hubSchema, type Hub } from "./hubSchema";

/**
 * Reads what a gateway's stack says of itself. The stack has to have been deployed: what a contract may ask for is known only
 * then. Throws a ProblemsError where the stack takes no contracts.
 * @param name as `pulumi stack ls` has it with its organization and project: `ORGANIZATION/PROJECT/STACK`
 * https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences
 */
export async function hubOfStack(name: string, options?: pulumi.CustomResourceOptions): Promise<Hub> {
  const stack = new pulumi.StackReference(`hub-${name}`, { name }, options);
  const { value } = (await stack.getOutputDetails("hub")) as { readonly value?: unknown };
  return requireHub(value, name);
}

/** @param from as problems say where it comes from */
export function requireHub(value: unknown, from: string): Hub {
  const title = `Stack ${from} takes no contracts`;
  if (value === undefined || value === null)
    throw new ProblemsError(title, [
      {
        code: "CONTRACT_HUB_MISSING",
        severity: "error",
        subject: from,
        message: "The stack has no output hub",
        hint: "Write contracts.enabled: true into the gateway's config and deploy it",
      },
    ]);
  const result = hubSchema.safeParse(value, withoutLibrarysWords);
  if (result.success) return result.data;
  const problems = schemaProblems(result.error.issues, value, () => undefined, hubSchema);
  throw new ProblemsError(
    title,
    problems.map((problem) => ({
      ...problem,
      code: "CONTRACT_HUB_INVALID",
      subject: `${from} hub.${problem.subject ?? ""}`,
    })),
  );
}
