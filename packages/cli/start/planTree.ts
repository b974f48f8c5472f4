import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import {
  type DeclaredBackend,
  declaredBackends,
} from "@azure-genai-gateway/local-gateway/stack/declaredBackends";

/**
 * The declared resources as a tree of components, resources counted by type under each, then the backends.
 * Shows names, kinds and counts only: no property value, so no secret.
 */
export function planTree(deployment: Deployment): string {
  const byParent = new Map<string, DeclaredResource[]>();
  for (const resource of deployment.resources) {
    const siblings = byParent.get(resource.parent ?? "") ?? [];
    byParent.set(resource.parent ?? "", [...siblings, resource]);
  }
  const roots = deployment.resources.filter((resource) => !hasKnownParent(resource, deployment));
  const lines = [
    `${deployment.project}/${deployment.stack}: ${deployment.resources.filter((one) => one.custom).length} resources`,
  ];
  lines.push(...renderLevel(roots, byParent, ""));
  const backends = declaredBackends(deployment.resources);
  if (backends.length > 0) lines.push("", "backends", ...renderBackends(backends));
  return lines.join("\n");
}

function hasKnownParent(resource: DeclaredResource, deployment: Deployment): boolean {
  return deployment.resources.some(
    (other) => other.urn === resource.parent && other.type !== "pulumi:pulumi:Stack",
  );
}

/** Components stand by name, a component's own resources as counts by type. */
function renderLevel(
  level: readonly DeclaredResource[],
  byParent: ReadonlyMap<string, readonly DeclaredResource[]>,
  indent: string,
): string[] {
  const components = level.filter((resource) => !resource.custom && resource.type !== "pulumi:pulumi:Stack");
  const counts = countByType(level.filter((resource) => resource.custom));
  const rows = [
    ...components.map((component) => ({ component, text: `${shortType(component.type)} ${component.name}` })),
    ...counts.map(([type, count]) => ({
      component: undefined,
      text: count > 1 ? `${type} × ${count}` : type,
    })),
  ];
  return rows.flatMap(({ component, text }, index) => {
    const last = index === rows.length - 1;
    const children = component ? descendants(component, byParent) : [];
    return [
      `${indent}${last ? "└─" : "├─"} ${text}`,
      ...renderLevel(children, byParent, `${indent}${last ? "   " : "│  "}`),
    ];
  });
}

/** Children of a component; custom resources that hang below another custom resource count with it. */
function descendants(
  parent: DeclaredResource,
  byParent: ReadonlyMap<string, readonly DeclaredResource[]>,
): readonly DeclaredResource[] {
  return (byParent.get(parent.urn) ?? []).flatMap((child) =>
    child.custom ? [child, ...descendants(child, byParent)] : [child],
  );
}

function countByType(resources: readonly DeclaredResource[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const type = shortType(resource.type);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].sort(([left], [right]) => left.localeCompare(right));
}

/** `azure-native:apimanagement:Api` is `apimanagement.Api`; a component is its class. */
function shortType(type: string): string {
  const [provider, module, name] = type.split(":");
  return provider === "azure-native" ? `${module}.${name}` : (name ?? type);
}

function renderBackends(backends: readonly DeclaredBackend[]): string[] {
  const width = Math.max(...backends.map((backend) => backend.id.length));
  return [...backends]
    .sort((left, right) => Number(right.pooled) - Number(left.pooled) || left.priority - right.priority)
    .map(({ id, kind, pooled, priority, weight }) =>
      pooled
        ? `   ${id.padEnd(width)}  ${kind.toUpperCase().padEnd(4)}  priority ${priority}  weight ${weight}`
        : `   ${id.padEnd(width)}  another provider's, or in another wire format`,
    );
}
