import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";

/**
 * A contract to begin with, small enough for any gateway: the file, and what goes into it. Throws a ProblemsError where it
 * is there already, or the names are none.
 * @param folder of contracts
 */
export function newContract(
  useCase: string,
  environment: string,
  folder: string,
): { readonly file: string; readonly text: string } {
  const { businessUnit, name } = useCaseNames(useCase);
  if (!/^[A-Za-z][A-Za-z0-9]{0,11}$/.test(environment))
    throw wrong(
      "CONTRACT_NAME",
      environment,
      "That is no name of an environment",
      "Write letters and digits, 12 at most",
    );
  const file = join(folder, businessUnit, name, `${environment}.yaml`);
  if (existsSync(file))
    throw wrong("CONTRACT_THERE", file, "The contract is there already", "Change it, or choose another name");
  mkdirSync(dirname(file), { recursive: true });
  return { file, text: textOf({ businessUnit, name, environment }, schemaFrom(file)) };
}

/** BU/NAME, each as contracts have them. */
export function useCaseNames(useCase: string): { readonly businessUnit: string; readonly name: string } {
  const [businessUnit, name] =
    /^([A-Za-z][A-Za-z0-9]{0,19})\/([A-Za-z](?:-?[A-Za-z0-9]){0,31})$/.exec(useCase)?.slice(1) ?? [];
  if (businessUnit === undefined || name === undefined)
    throw wrong(
      "CONTRACT_NAME",
      useCase,
      "That is no BU/NAME",
      "Write business unit and use case, such as hr/chatbot: letters and digits, in the second hyphens too",
    );
  return { businessUnit, name };
}

function wrong(code: string, subject: string, message: string, hint: string): ProblemsError {
  return new ProblemsError("The contract cannot be written", [
    { code, severity: "error", subject, message, hint },
  ]);
}

/** The schema that editors check the file by, where some folder above has it; else that of the installed package. */
function schemaFrom(file: string): string {
  const own = "schemas/contract.schema.json";
  const from = dirname(resolve(file));
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, own))) return relative(from, join(folder, own));
    const installed = join(folder, "node_modules/azure-genai-gateway", own);
    if (existsSync(installed)) return relative(from, installed);
    if (folder === dirname(folder)) return join("../../../node_modules/azure-genai-gateway", own);
  }
}

const textOf = (
  names: { readonly businessUnit: string; readonly name: string; readonly environment: string },
  schema: string,
) => `# yaml-language-server: $schema=${schema}
useCase:
  businessUnit: ${names.businessUnit}
  name: ${names.name}
  environment: ${names.environment}
  # Who is asked about the use case, and whom its calls are charged to.
  owner: ${names.businessUnit.toLowerCase()}-${names.name.toLowerCase()}@example.com
  # costCenter: CC-4711
grants:
  - api: openAiV1
    # models: [gpt-5.4]  # left out: all that the gateway has for contracts
    requestsPerMinute: 60
tokensPerMinute: 10000
budget: { dollars: 50, period: Monthly }
`;
