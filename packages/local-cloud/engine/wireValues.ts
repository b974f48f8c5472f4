import { Struct } from "./protobuf";

/**
 * Pulumi's property values on the wire: plain JSON plus objects that a signature key marks as a secret, an
 * asset, a reference to a resource or an output. The signatures are part of the protocol
 * (https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go).
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export interface DecodedProperties {
  readonly values: Record<string, unknown>;
  /** Property paths such as `properties.value` and `keys[0]`. */
  readonly secrets: readonly string[];
}

/** Unwraps secrets and references, remembering where the secrets stood. */
export function decodeProperties(struct: Struct | undefined): DecodedProperties {
  const secrets: string[] = [];
  const decoded = struct ? decode(struct.toJavaScript(), "", secrets) : {};
  return { values: decoded as Record<string, unknown>, secrets };
}

/** Wraps the values at the given paths as secrets; `undefined` is left out, as in JSON. */
export function encodeProperties(
  values: Readonly<Record<string, unknown>>,
  secrets: Iterable<string> = [],
): Struct {
  const encoded = encode(values, "", new Set(secrets)) as Parameters<typeof Struct.fromJavaScript>[0];
  return Struct.fromJavaScript(encoded);
}

/** `a` and `b` give `a.b`; keys that are no identifiers stand in brackets, as Pulumi writes them. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The property a path starts with: `keys` of `keys[0].value`, `a/b` of `["a/b"].value`. */
export function topProperty(path: string): string {
  const quoted = /^\["(?:[^"\\]|\\.)*"\]/.exec(path)?.[0];
  if (quoted) return (JSON.parse(quoted) as [string])[0];
  return /^[^.[]*/.exec(path)?.[0] || path;
}

function decode(value: unknown, path: string, secrets: string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => decode(item, childPath(path, index), secrets));
  }
  if (typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  switch (object[signatureKey]) {
    case secretSignature:
      secrets.push(path);
      return decode(object["value"], path, secrets);
    case resourceSignature:
      // A custom resource stands for its id, a component for its URN: what older engines were sent.
      return object["id"] ?? object["urn"];
    case outputSignature:
      if (object["secret"] === true) secrets.push(path);
      return decode(object["value"], path, secrets);
    default:
      return Object.fromEntries(
        Object.entries(object).map(([key, item]) => [key, decode(item, childPath(path, key), secrets)]),
      );
  }
}

function encode(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  const plain = encodePlain(value, path, secrets);
  const isSecret = path !== "" && secrets.has(path);
  return isSecret ? { [signatureKey]: secretSignature, value: plain ?? null } : plain;
}

function encodePlain(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => encode(item ?? null, childPath(path, index), secrets));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, encode(item, childPath(path, key), secrets)]),
  );
}
