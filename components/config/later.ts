import * as pulumi from "@pulumi/pulumi";

/** What is not a value yet: the output of a resource, a secret, a promise. */
export type Later = pulumi.Output<unknown> | PromiseLike<unknown>;

export function isLater(value: unknown): value is Later {
  if (typeof value !== "object" || value === null) return false;
  // An output lifts the properties of its value, so it must not be asked for a "then".
  return pulumi.Output.isInstance(value) || typeof (value as { then?: unknown }).then === "function";
}
