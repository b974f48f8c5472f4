import type { EngineEvent, ImportResource, Stack } from "@pulumi/pulumi/automation";
import { ProblemsError } from "../../common/problem";
import { deploymentOf } from "./openStack";
import type { StackOptions, StackResult } from "./options";
import { operate } from "./run";
import { nameOf } from "./steps";

export interface ImportOptions extends StackOptions {
  /** Logical name of the resource, as the program declares it and `preview` shows it. */
  readonly name: string;
  /** Azure's id of what exists. */
  readonly id: string;
}

/**
 * Brings something that exists in Azure into the state, as the resource that the program declares under a name: what was
 * recovered, what a killed run had made, what another program made. It gets its place among the program's components;
 * `pulumi import TYPE NAME ID` would put it at the stack's root, and the next update would delete it there.
 */
export function importResource(options: ImportOptions): Promise<StackResult> {
  return operate("import", options, async (stack, run) => {
    const state = (await deploymentOf(stack)).resources ?? [];
    await stack.preview(run.settings);
    const { resources, nameTable, urn, type, protect } = importFile(
      run.events,
      new Set(state.map((resource) => resource.urn)),
      options,
    );
    run.events.length = 0;
    await importInto(stack, { resources, nameTable, protect }, options);
    return { steps: [{ op: "import", name: options.name, type, urn }] };
  });
}

interface ImportFile {
  readonly resources: ImportResource[];
  readonly nameTable: Record<string, string>;
  readonly urn: string;
  readonly type: string;
  readonly protect: boolean;
}

/**
 * What `pulumi import --file` needs: the resource, below its parent; of its ancestors, those that the state lacks, as
 * components. Pure.
 * @param there URNs that the state has
 */
export function importFile(
  events: readonly EngineEvent[],
  there: ReadonlySet<string>,
  { name, id }: Pick<ImportOptions, "name" | "id">,
): ImportFile {
  const declared = new Map(
    events.flatMap(({ resourcePreEvent }) => {
      const { urn, new: after } = resourcePreEvent?.metadata ?? {};
      return urn && after ? [[urn, after] as const] : [];
    }),
  );
  const named = [...declared].filter(([urn, { custom }]) => custom && nameOf(urn) === name);
  const [found] = named;
  if (!found)
    throw mistake(
      "DEPLOY_IMPORT_NAME",
      `the program declares no resource named ${name}`,
      hintOf(declared, name),
    );
  if (named.length > 1)
    throw mistake(
      "DEPLOY_IMPORT_NAME",
      `the program declares ${named.length} resources named ${name}: ${named.map(([, { type }]) => type).join(", ")}`,
      "import it with `pulumi import --file`",
    );
  const [urn, { type, parent, protect }] = found;
  if (there.has(urn))
    throw mistake(
      "DEPLOY_IMPORT_KNOWN",
      `the state has ${name} already`,
      "take it out with `pulumi state delete` if it is another one",
    );
  if (!/^\/subscriptions\/[^/]+\//i.test(id))
    throw mistake("DEPLOY_IMPORT_ID", `${id} is no id of Azure's`, "it begins with /subscriptions/");
  const components = ancestorsOf(parent, declared).filter((ancestor) => !there.has(ancestor));
  const key = (of: string) => `parent${[...keys].indexOf(of)}`;
  const keys = new Set(components);
  const known: Record<string, string> = {};
  const below = (parentUrn: string | undefined): { readonly parent?: string } => {
    if (!parentUrn || isRoot(parentUrn)) return {};
    if (keys.has(parentUrn)) return { parent: key(parentUrn) };
    known["there"] = parentUrn;
    return { parent: "there" };
  };
  const resources: ImportResource[] = components.map((component) => {
    const { type: componentType, parent: above } = declared.get(component)!;
    return {
      type: componentType,
      name: key(component),
      logicalName: nameOf(component),
      component: true,
      ...below(above),
    };
  });
  resources.push({ type, name: "imported", logicalName: name, id, ...below(parent) });
  return { resources, nameTable: known, urn, type, protect: protect ?? false };
}

/** From the outermost to the nearest; the stack itself is left out. */
function ancestorsOf(
  parent: string | undefined,
  declared: ReadonlyMap<string, { readonly parent: string }>,
): readonly string[] {
  if (!parent || isRoot(parent)) return [];
  return [...ancestorsOf(declared.get(parent)?.parent, declared), parent];
}

const isRoot = (urn: string) => urn.includes("::pulumi:pulumi:Stack::");

async function importInto(
  stack: Stack,
  { resources, nameTable, protect }: Pick<ImportFile, "resources" | "nameTable" | "protect">,
  { onOutput }: ImportOptions,
): Promise<void> {
  await stack.import({ resources, nameTable, protect, generateCode: false, onOutput });
}

function hintOf(declared: ReadonlyMap<string, { readonly custom?: boolean }>, name: string): string {
  const names = [...declared].filter(([, { custom }]) => custom).map(([urn]) => nameOf(urn));
  const last = name.slice(name.lastIndexOf("-") + 1);
  const alike = names.filter((one) => one.includes(last) || name.includes(one)).slice(0, 5);
  return alike.length > 0
    ? `it has ${alike.join(", ")}`
    : "`azure-genai-gateway preview STACK` shows the names";
}

function mistake(code: string, message: string, hint: string): ProblemsError {
  return new ProblemsError("Nothing was imported", [{ code, severity: "error", message, hint }]);
}
