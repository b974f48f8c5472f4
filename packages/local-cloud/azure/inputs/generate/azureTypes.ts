import type { Constraints } from "../inputTypes";

/** Azure's types as a package of its SDKs has them, in the shape in which they are sent. */
export type AzureType = { readonly constraints?: Constraints } & (
  | { readonly kind: "string" | "number" | "boolean"; readonly values?: readonly (string | number)[] }
  | { readonly kind: "array"; readonly items: AzureType }
  | { readonly kind: "map"; readonly items: AzureType }
  | { readonly kind: "object"; readonly object: AzureObject }
  | { readonly kind: "any" }
);

export interface AzureProperty {
  /** As the SDK calls it, which is where names were given for people: azure-native often took the same. */
  readonly client: string;
  readonly type: AzureType;
  readonly required: boolean;
  readonly readOnly: boolean;
  /** A constant that the SDK puts in itself. */
  readonly constant?: string;
}

export interface AzureObject {
  readonly name: string;
  /** No object of the SDK's: the SDK has taken its properties for the parent's own. */
  readonly group?: true;
  /** By the name that is sent. */
  readonly properties: ReadonlyMap<string, AzureProperty>;
  /** Which object it is, is said by one of its properties. */
  readonly discriminator?: { readonly property: string; readonly objects: ReadonlyMap<string, AzureObject> };
}

/** How a resource is made: PUT to a path. */
export interface AzureOperation {
  readonly path: string;
  readonly apiVersion: string;
  /** Parameters of the path, by name. */
  readonly parameters: ReadonlyMap<string, AzureProperty>;
  /** Of the query, by name; most have none but the API version. */
  readonly query: ReadonlyMap<string, AzureProperty>;
  /** Absent where the path alone says everything. */
  readonly body?: AzureObject;
}

/** Texts about a duration say so: the specifications seldom use their own format for it. */
export function formatOf(documentation: string): Constraints {
  return /ISO ?8601 (duration|format)|\bduration in ISO ?8601|format PT?\d/i.test(documentation) &&
    /duration|period|interval|frequency|how often/i.test(documentation)
    ? { format: "duration" }
    : {};
}
