import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import { referenceTo } from "./existing";
import { declarePrivateEndpoint, type PrivateAccess } from "./privateEndpoint";
import type { Tags } from "./tags";

/** A private link scope of the stack's own. */
export interface OwnPrivateLinkScope {
  /** 1 to 255 characters. */
  readonly scopeName: pulumi.Input<string>;
  readonly ingestionAccessMode: "Open" | "PrivateOnly";
  readonly queryAccessMode: "Open" | "PrivateOnly";
  /** Its endpoint's subnet of /27 or larger, and its five zones. */
  readonly access: PrivateAccess;
}

export interface PrivateLinkScopeArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Of the endpoint: the scope itself is in no region. */
  readonly location: pulumi.Input<string>;
  readonly own?: OwnPrivateLinkScope | undefined;
  /** Id of a scope to add to, in the subscription of the stack. Takes the place of `own`. */
  readonly existingId?: pulumi.Input<string> | undefined;
  /** What is reached through the scope, by what it is. */
  readonly linked: Readonly<Record<"workspace" | "insights", pulumi.Input<string>>>;
  readonly tags?: Tags | undefined;
}

/** What whoever sends telemetry or asks for it has to wait for. */
export interface LinkedScope {
  readonly ready: readonly pulumi.Output<string>[];
  /** Absent where the scope is brought, with an endpoint of its own. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;
}

/**
 * Puts workspace and component into a private link scope (AMPLS), and a scope of the stack's own behind a private
 * endpoint. Azure refuses two writes into one scope at a time, so they come one after another; and the endpoint's names
 * are those of what is linked by then, so it comes last.
 * https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure
 */
export function declarePrivateLinkScope(
  name: string,
  args: PrivateLinkScopeArgs,
  options: pulumi.CustomResourceOptions,
): LinkedScope {
  const { own, tags } = args;
  const scope = args.existingId === undefined ? own && declareScope(name, args, own, options) : undefined;
  const into =
    args.existingId !== undefined
      ? referenceTo(
          {
            id: args.existingId,
            key: "existing.privateLinkScopeId",
            what: "the workspace and Application Insights",
            hint: "leave the key out, and have whoever runs the scope add both to it: see docs/network.md",
          },
          options.parent,
        )
      : scope && { name: scope.name, resourceGroupName: args.resourceGroupName };
  if (!into) return { ready: [] };
  let previous: pulumi.Resource | undefined;
  const links = (["workspace", "insights"] as const).map((part) => {
    const linkedResourceId = pulumi.output(args.linked[part]);
    const link = new monitor.PrivateLinkScopedResource(
      `${name}-${part}`,
      {
        resourceGroupName: into.resourceGroupName,
        scopeName: into.name,
        // A scope that is brought holds the resources of others too.
        name: linkedResourceId.apply((id) => id.split("/").at(-1)!),
        linkedResourceId,
      },
      pulumi.mergeOptions(options, { dependsOn: previous ? [previous] : [] }),
    );
    previous = link;
    return link;
  });
  const linked = links.map(({ id }) => id);
  if (!scope || !own) return { ready: linked };
  const privateEndpointId = declarePrivateEndpoint(
    `${name}-pe`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      endpointName: pulumi.interpolate`pe-${own.scopeName}`.apply((text) => text.slice(0, 64)),
      access: own.access,
      serviceId: scope.id,
      group: "azuremonitor",
      tags,
    },
    pulumi.mergeOptions(options, { dependsOn: links }),
  )!;
  return { ready: [...linked, privateEndpointId], privateEndpointId };
}

function declareScope(
  name: string,
  { resourceGroupName, tags }: PrivateLinkScopeArgs,
  { scopeName, ingestionAccessMode, queryAccessMode }: OwnPrivateLinkScope,
  options: pulumi.CustomResourceOptions,
): monitor.PrivateLinkScope {
  return new monitor.PrivateLinkScope(
    name,
    {
      resourceGroupName,
      scopeName,
      location: "global",
      accessModeSettings: { ingestionAccessMode, queryAccessMode },
      tags,
    },
    options,
  );
}
