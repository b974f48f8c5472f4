import { createRequire } from "node:module";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as struct from "google-protobuf/google/protobuf/struct_pb";

/**
 * The messages of Pulumi's own copy of google-protobuf: those of another one, which npm may have put beside it, cannot
 * be told from the outside, and are refused when they are sent.
 */
const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const { Struct } = fromPulumi("google-protobuf/google/protobuf/struct_pb.js") as typeof struct;
export type Struct = struct.Struct;
export const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js") as typeof empty;
export type Empty = empty.Empty;
