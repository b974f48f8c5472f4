import { armIdentity } from "../../../packages/local-cloud/azure/armId";
import { seededUuid } from "../../../packages/local-cloud/azure/seeded";
import { type DeclaredResource, withoutOptions } from "../../../packages/common/resource";

export type Inputs = Record<string, unknown>;

/** What stands in no resource group of its own. */
const scoped = new Set(["resources:ResourceGroup", "authorization:RoleAssignment", "authorization:ManagementLockByScope", "monitor:DiagnosticSetting"]);

/** A resource that waits for all before it: what order is about has tables of its own. */
export function resource(type: string, name: string, inputs: Inputs, dependencies: readonly string[] = []): DeclaredResource {
  const urn = `urn:pulumi:dev::slips::azure-native:${type}::${name}`;
  const declared = {
    ...withoutOptions,
    urn,
    type: `azure-native:${type}`,
    name,
    inputs: scoped.has(type) ? inputs : { resourceGroupName: "rg", ...inputs },
    outputs: {},
    secretOutputs: [],
    dependencies,
  };
  return { ...declared, id: armIdentity(declared)?.id ?? "" };
}

/** The group that all bases stand in. */
export const root = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg";
export const idOf = (path: string) => `${root}/providers/${path}`;
export const principalOf = (id: string) => seededUuid(`${id}:principal`);
export const clientOf = (id: string) => seededUuid(`${id}:client`);

/** A change of one input: `a.b[0].c` to a value; undefined takes it away. */
export function changed(inputs: Inputs, path: string, value: unknown): Inputs {
  const copy = structuredClone(inputs);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const last = keys.pop()!;
  const holder = keys.reduce<Inputs>((place, key) => {
    place[key] ??= {};
    return place[key] as Inputs;
  }, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/**
 * One slip: what is done to a sound base, and what Azure answers. `[words, where, change, code, source]`; where is the
 * logical name of a resource of the base, `+` adds one, `-` takes one away.
 */
export type Slip = readonly [words: string, where: string, change: Readonly<Record<string, unknown>> | readonly [type: string, name: string, inputs: Inputs], code: string, source: string];

export type Base = Readonly<Record<string, readonly [type: string, inputs: Inputs]>>;

/** The base's resources, each waiting for all before it. */
export function programOf(base: Base, slip?: Slip): readonly DeclaredResource[] {
  const made: DeclaredResource[] = [];
  const add = (type: string, name: string, inputs: Inputs) =>
    made.push(
      resource(
        type,
        name,
        inputs,
        made.map(({ urn }) => urn),
      ),
    );
  const [, where, change] = slip ?? ["", "", {}];
  for (const [name, [type, inputs]] of Object.entries(base)) {
    if (where === `-${name}`) continue;
    const mine = where === name ? (change as Readonly<Record<string, unknown>>) : {};
    add(
      type,
      name,
      Object.entries(mine).reduce((result, [path, value]) => changed(result, path, value), inputs),
    );
  }
  if (where === "+") {
    const [type, name, inputs] = change as readonly [string, string, Inputs];
    add(type, name, inputs);
  }
  return made;
}
