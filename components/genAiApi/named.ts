import type * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { NamedByPolicies } from "../apiManagement";
import type { PolicyDocument } from "./documentMaker";

/** Resources by the names that policies use for them. */
export interface Named extends NamedByPolicies {
  readonly backends: ReadonlyMap<string, apimanagement.Backend>;
  /** Of what policies ask beside the models: Content Safety. Default none. */
  readonly services?: ReadonlyMap<string, pulumi.Resource> | undefined;
  /** By the id in API Management. */
  readonly fragments: ReadonlyMap<string, pulumi.Resource>;
  /** Of the names of ARM deployments. */
  readonly deploymentPrefix: string;
}

/**
 * The resources that a document names. Backends are chosen by routes, which the fragments hold as data, so whatever
 * includes a fragment waits for all of them.
 */
export function waitsFor({ references }: PolicyDocument, named: Named): pulumi.Resource[] {
  const find = (list: readonly { readonly name: string }[], from: ReadonlyMap<string, pulumi.Resource>) =>
    list.flatMap(({ name }) => from.get(name) ?? []);
  return [
    ...new Set<pulumi.Resource>([
      ...find(references.namedValues, named.namedValues),
      ...find(references.loggers, named.loggers),
      ...find(references.backends, named.backends),
      ...(named.services ? find(references.backends, named.services) : []),
      ...find(references.fragments, named.fragments),
      ...(references.fragments.length > 0 ? named.backends.values() : []),
    ]),
  ];
}
