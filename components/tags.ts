import type * as pulumi from "@pulumi/pulumi";

/** Tags of every resource that can have any. */
export type Tags = pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
