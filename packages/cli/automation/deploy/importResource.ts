import type { EngineEvent, ImportResource, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { deploymentOf } from "./openStack";
import type { StackOptions, StackResult } from "./options";
import { operate } from "./run";
import { nameOf } from "./steps";

/** Something that exists, and what it is to be in the program. */
export interface Imported {
  /** Logical name of the resource, as the program declares it and `preview` shows it. */
  readonly name: string;
  /** Azure's id of what exists. */
  readonly id: string;
}

export interface ImportOptions extends StackOptions {
  /** In any order; what stands in a resource group of the stack's own needs that group as well. */
  readonly resources: readonly Imported[];
}

/**
 * Brings what exists in Azure into the state, as what the program declares under those names: what was recovered, what a
 * killed run had made, what another program made. Everything gets its place among the program's components; `pulumi
 * import TYPE NAME ID` would put it at the stack's root, and the next update would delete it there. All or nothing.
 */
export function importResources(options: ImportOptions): Promise<StackResult> {
  return operate("import", options, async (stack, run) => {
    const state = (await deploymentOf(stack)).resources ?? [];
    await stack.preview(run.settings);
    const there = new Set(state.map((resource) => resource.urn));
    const { imported, ...file } = importFile(run.events, there, options.resources);
    run.events.length = 0;
    await stack.import({ ...file, generateCode: false, protect: false, onOutput: options.onOutput });
    return { steps: imported.map(({ name, type, urn }) => ({ op: "import", name, type, urn })) };
  });
}

type Declared = ReadonlyMap<string, StepEventStateMetadata>;

interface ImportFile {
  readonly resources: ImportResource[];
  readonly nameTable: Record<string, string>;
  readonly imported: readonly { readonly name: string; readonly type: string; readonly urn: string }[];
}

/**
 * What `pulumi import --file` needs: the resources, below their parents; of their ancestors, those that the state lacks,
 * as components. Throws a ProblemsError for everything that does not fit. Pure.
 * @param there URNs that the state has
 */
export function importFile(
  events: readonly EngineEvent[],
  there: ReadonlySet<string>,
  wanted: readonly Imported[],
): ImportFile {
  const declared: Declared = new Map(
    events.flatMap(({ resourcePreEvent }) => {
      const { urn, new: after } = resourcePreEvent?.metadata ?? {};
      return urn && after ? [[urn, after] as const] : [];
    }),
  );
  const problems = wanted.flatMap((one) => mistakes(one, declared, there));
  if (problems.length > 0) throw new ProblemsError("Nothing was imported", problems);
  const imported = wanted.map(({ name, id }) => {
    const [urn, { type, parent }] = named(declared, name)[0]!;
    return { name, id, urn, type, parent };
  });
  const missing = [...new Set(imported.flatMap(({ parent }) => ancestorsOf(parent, declared)))].filter(
    (ancestor) => !there.has(ancestor),
  );
  const nameTable: Record<string, string> = {};
  const below = (parent: string): { readonly parent?: string } => {
    if (!parent || isRoot(parent)) return {};
    if (missing.includes(parent)) return { parent: `component${missing.indexOf(parent)}` };
    const key = `there${[...there].indexOf(parent)}`;
    nameTable[key] = parent;
    return { parent: key };
  };
  const components = missing.map((urn, index): ImportResource => {
    const { type, parent } = declared.get(urn)!;
    return { type, name: `component${index}`, logicalName: nameOf(urn), component: true, ...below(parent) };
  });
  const resources = imported.map(({ name, id, type, parent }, index): ImportResource => {
    return { type, name: `imported${index}`, logicalName: name, id, ...below(parent) };
  });
  return { resources: [...components, ...resources], nameTable, imported };
}

function mistakes(
  { name, id }: Imported,
  declared: Declared,
  there: ReadonlySet<string>,
): readonly Problem[] {
  const problem = (code: string, message: string, hint: string): Problem => ({
    code,
    severity: "error",
    subject: name,
    message,
    hint,
  });
  const problems: Problem[] = [];
  const found = named(declared, name);
  if (found.length === 0)
    problems.push(
      problem("DEPLOY_IMPORT_NAME", "the program declares no resource of this name", hintOf(declared, name)),
    );
  if (found.length > 1)
    problems.push(
      problem(
        "DEPLOY_IMPORT_NAME",
        `the program declares ${found.length} resources of this name: ${found.map(([, { type }]) => type).join(", ")}`,
        "import it with `pulumi import --file`",
      ),
    );
  if (found.some(([urn]) => there.has(urn)))
    problems.push(
      problem(
        "DEPLOY_IMPORT_KNOWN",
        "the state has it already",
        "if it is another one, take it out with `pulumi state delete` first",
      ),
    );
  if (!/^\/subscriptions\/[^/]+\//i.test(id))
    problems.push(problem("DEPLOY_IMPORT_ID", `${id} is no id of Azure's`, "it begins with /subscriptions/"));
  return problems;
}

const named = (declared: Declared, name: string) =>
  [...declared].filter(([urn, { custom }]) => custom && nameOf(urn) === name);

/** From the outermost to the nearest; the stack itself is left out. */
function ancestorsOf(parent: string | undefined, declared: Declared): readonly string[] {
  if (!parent || isRoot(parent)) return [];
  return [...ancestorsOf(declared.get(parent)?.parent, declared), parent];
}

const isRoot = (urn: string) => urn.includes("::pulumi:pulumi:Stack::");

function hintOf(declared: Declared, name: string): string {
  const names = [...declared].filter(([, { custom }]) => custom).map(([urn]) => nameOf(urn));
  const last = name.slice(name.lastIndexOf("-") + 1);
  const alike = names.filter((one) => one.includes(last) || name.includes(one)).slice(0, 5);
  return alike.length > 0
    ? `it has ${alike.join(", ")}`
    : "`azure-genai-gateway preview STACK` shows the names";
}
