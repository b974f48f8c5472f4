import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { readYaml } from "@azure-genai-gateway/common/yaml";

export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/**
 * A contract to begin with, small enough for any gateway, and before it what its program lacks: in an empty folder the
 * program itself, and for a new environment the stack's file. Throws a ProblemsError where the contract is there already, or
 * the names are none.
 * @param folder of contracts
 */
export function newContract(useCase: string, environment: string, folder: string): readonly NewFile[] {
  const { businessUnit, name } = useCaseNames(useCase);
  if (!/^[A-Za-z][A-Za-z0-9]{0,11}$/.test(environment))
    throw wrong(
      "CONTRACT_NAME",
      environment,
      "That is no name of an environment",
      "Write letters and digits, 12 at most",
    );
  const file = join(folder, businessUnit, name, `${environment}.yaml`);
  const there = thereAs(folder, [businessUnit, name, `${environment}.yaml`]);
  if (there !== undefined)
    throw wrong(
      "CONTRACT_THERE",
      there,
      "The contract is there already",
      "Change it, or choose another name",
    );
  const contract = { file, text: textOf({ businessUnit, name, environment }, schemaFrom(file)) };
  return [...programIn(folder, environment), contract];
}

/** The contract of those names that is there, in whatever case and ending: Azure would have one product for both. */
function thereAs(folder: string, parts: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/\.yml$/, ".yaml");
  const [first, ...rest] = parts;
  if (first === undefined) return folder;
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((entry) => plain(entry) === plain(first) && rest.length > 0 === isFolder(join(folder, entry)))
    .map((entry) => thereAs(join(folder, entry), rest))
    .find((found) => found !== undefined);
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What a folder lacks to be a program of contracts that has a stack for the environment. */
function programIn(folder: string, environment: string): readonly NewFile[] {
  const own = join(folder, "Pulumi.yaml");
  const project = nameIn(own) ?? "genai-contracts";
  const gateway = nameIn(join(folder, "..", "Pulumi.yaml")) ?? "azure-genai-gateway";
  const program: readonly NewFile[] = existsSync(own)
    ? []
    : [
        {
          file: own,
          text: `name: ${project}\ndescription: Access contracts of a GenAI gateway, a file a use case and environment\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: true\n`,
        },
        {
          file: join(folder, "index.ts"),
          text: `import { declareContracts } from "azure-genai-gateway";\n\nexport = () => declareContracts(__dirname);\n`,
        },
      ];
  const stack = {
    file: join(folder, `Pulumi.${environment}.yaml`),
    text: `# Every contract of environment ${environment}: */*/${environment}.yaml.\nconfig:\n  # The gateway's stack, for contracts that name none: ORGANIZATION/PROJECT/STACK.\n  ${project}:gateway: organization/${gateway}/${environment}\n`,
  };
  return [...program, stack].filter(({ file }) => !existsSync(file));
}

/** Of a Pulumi.yaml; undefined where there is none that can be read. */
function nameIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { name } = (readYaml(readFileSync(file, "utf8"), file, "CONFIG_YAML").value() ?? {}) as {
    name?: unknown;
  };
  return typeof name === "string" ? name : undefined;
}

/** BU/NAME, each as contracts have them. */
export function useCaseNames(useCase: string): { readonly businessUnit: string; readonly name: string } {
  const [businessUnit, name] =
    /^([A-Za-z][A-Za-z0-9]{0,19})\/(?=[^/]{1,32}$)([A-Za-z](?:-?[A-Za-z0-9])*)$/.exec(useCase)?.slice(1) ??
    [];
  if (businessUnit === undefined || name === undefined)
    throw wrong(
      "CONTRACT_NAME",
      useCase,
      "That is no BU/NAME",
      "Write business unit and use case, such as hr/chatbot: letters and digits, in the second hyphens too; 20 and 32 characters at most",
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
