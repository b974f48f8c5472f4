import { type Fields, recordOf } from "@azure-genai-gateway/common/records";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armIdentity, type ArmIdentity } from "../armId";
import { containedEntities } from "../containedEntities";

export type Json = Fields;

export { recordOf as record };

/** Something that will stand in Azure: what rules are asked about. Paths are written `sku.name`. */
export class Subject {
  /** Lower case. */
  readonly type: string;
  /** Lower case: how ids are compared. */
  readonly key: string;

  constructor(
    /** The resource that puts it there. */
    readonly resource: DeclaredResource,
    readonly identity: ArmIdentity,
    /** The resource's inputs; for what stands inside of it, its own properties. */
    readonly inputs: Json,
    /** Whether it came inside of another resource: a template, an import, a network's subnets. */
    readonly contained: boolean,
  ) {
    this.type = identity.type.arm.toLowerCase();
    this.key = identity.id.toLowerCase();
  }

  get id(): string {
    return this.identity.id;
  }

  get name(): string {
    return this.identity.name;
  }

  /** Nothing for null, and for an ARM expression of a template, whose value is not known here. */
  at(path: string): unknown {
    const found = path.split(".").reduce<unknown>((value, key) => recordOf(value)?.[key], this.inputs);
    if (this.contained && typeof found === "string" && /^\[(?!\[)/.test(found)) return undefined;
    return found ?? undefined;
  }

  /** Nothing where there is no text or an empty one. */
  text(path: string): string | undefined {
    return text(this.at(path));
  }

  number(path: string): number | undefined {
    return number(this.at(path));
  }

  list(path: string): readonly unknown[] {
    return list(this.at(path));
  }

  records(path: string): readonly Json[] {
    return records(this.at(path));
  }

  texts(path: string): readonly string[] {
    return texts(this.at(path));
  }

  has(path: string): boolean {
    return this.at(path) !== undefined;
  }

  /** The resource one level up: the service of an API; nothing for what has no parent. */
  get parent(): string | undefined {
    const match = /^(.*\/providers\/[^/]+\/[^/]+\/[^/]+(?:\/[^/]+\/[^/]+)*)\/[^/]+\/[^/]+$/.exec(this.id);
    return match?.[1];
  }
}

const known = new WeakMap<DeclaredResource, readonly Subject[]>();

/** A resource and what stands inside of it, the resource first; nothing for components and other providers' resources. */
export function subjectsOf(resource: DeclaredResource): readonly Subject[] {
  const before = known.get(resource);
  if (before) return before;
  const identity = resource.custom ? armIdentity(resource) : undefined;
  const subjects = identity
    ? [
        new Subject(resource, identity, resource.inputs, false),
        ...containedEntities(resource, identity).map(
          (entity) => new Subject(resource, entity.identity, entity.inputs, true),
        ),
      ]
    : [];
  known.set(resource, subjects);
  return subjects;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): readonly Json[] {
  return list(value).flatMap((item): readonly Json[] => {
    const found = recordOf(item);
    return found ? [found] : [];
  });
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** azure-native's SDK takes numbers as numbers only; templates write some as text. */
export function number(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The `id` inside of a reference such as `subnet: { id }`. */
export function idOf(value: unknown): string | undefined {
  return text(recordOf(value)?.["id"]);
}

/** User-assigned identities as the SDK takes them: a list of ids, or a map by id. */
export function userIdentities(inputs: Json): readonly string[] {
  const given = recordOf(inputs["identity"])?.["userAssignedIdentities"];
  return Array.isArray(given) ? texts(given) : Object.keys(recordOf(given) ?? {});
}

export function hasSystemIdentity(inputs: Json): boolean {
  const type = text(recordOf(inputs["identity"])?.["type"]);
  return type !== undefined && /system/i.test(type);
}

export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export function sameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

/** `Microsoft.KeyVault/vaults/kv` of an id. */
export function shortId(id: string): string {
  return id.replace(/^.*\/providers\//, "");
}
