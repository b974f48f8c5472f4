import { withoutOptions } from "../../packages/common/resource";
import type { ResourceRequest } from "../../packages/local-cloud/provider";

/** What the engine asks for a resource of azure-native that says nothing but its inputs. */
export function request(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  name = "x",
): ResourceRequest {
  return {
    ...withoutOptions,
    urn: `urn:pulumi:dev::test::azure-native:${type}::${name}`,
    project: "test",
    stack: "dev",
    type: `azure-native:${type}`,
    name,
    inputs,
  };
}
