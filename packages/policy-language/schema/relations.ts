import { createPublicKey } from "node:crypto";
import type { Place } from "@azure-genai-gateway/common/problem";
import { policyCodes, type PolicyCode } from "../reader/problemCodes";
import type { PolicyNode, PolicyText } from "../reader/tree";

/** Something a document is refused for that no table row can say. */
export interface RelationProblem {
  readonly code: PolicyCode;
  readonly place: Place;
  readonly message: string;
  readonly hint: string;
}

type Relation = (node: PolicyNode) => Iterable<RelationProblem>;

/**
 * Dimensions of metrics that need no value, as the pages spell them; case makes no difference.
 * https://learn.microsoft.com/azure/api-management/emit-metric-policy
 */
export const knownDimensions = [
  "API ID", "Operation ID", "Product ID", "User ID", "Subscription ID", "Location", "Gateway ID", "Backend ID",
] as const; // prettier-ignore

const withoutValue: ReadonlySet<string> = new Set(knownDimensions.map((name) => name.toLowerCase()));

/** Dimensions with a value of their own; those known by name do not count. */
const maxCustomDimensions = 5;

const metric: Relation = function* (node) {
  const dimensions = node.children.filter(({ name }) => name === "dimension");
  for (const dimension of dimensions) {
    const name = known(valueOf(dimension, "name"));
    if (name === undefined || valueOf(dimension, "value") || withoutValue.has(name.toLowerCase())) continue;
    yield {
      code: policyCodes.dimensionWithoutValue,
      place: dimension.place,
      message: `The dimension ${JSON.stringify(name)} has no value`,
      hint: `add value="..."; only ${knownDimensions.join(", ")} have one of their own`,
    };
  }
  const custom = dimensions.filter((dimension) => valueOf(dimension, "value")).length;
  if (custom > maxCustomDimensions)
    yield {
      code: policyCodes.tooManyDimensions,
      place: node.place,
      message: `<${node.name}> has ${custom} custom dimensions; API Management takes ${maxCustomDimensions}`,
      hint: "leave out those that are not needed to tell series apart",
    };
};

const newRequest: Relation = function* (node) {
  const mode = valueOf(node, "mode");
  const isNew = mode === undefined || known(mode)?.trim() === "new";
  if (!isNew || !node.closed || node.children.some(({ name }) => name === "set-url")) return;
  yield {
    code: policyCodes.missingElement,
    place: node.place,
    message: `<${node.name}> makes a new request and has no <set-url>`,
    hint: 'put a <set-url> inside, or set mode="copy"',
  };
};

const daprBackend: Relation = function* (node) {
  const id = known(valueOf(node, "backend-id"));
  if (id === undefined || id.trim() === "dapr" || !valueOf(node, "dapr-app-id")) return;
  yield {
    code: policyCodes.badValue,
    place: valueOf(node, "backend-id")!.place,
    message: `backend-id of <${node.name}> with dapr-app-id is ${JSON.stringify(id)}, not "dapr"`,
    hint: 'write backend-id="dapr", or take the attributes of Dapr away',
  };
};

const keys: Relation = function* (node) {
  for (const list of node.children)
    for (const key of list.children) {
      const [n, e] = [known(valueOf(key, "n")), known(valueOf(key, "e"))];
      if (n === undefined || e === undefined || isRsaKey(n.trim(), e.trim())) continue;
      yield {
        code: policyCodes.badKey,
        place: key.place,
        message: `n and e of <${key.name}> are no RSA public key`,
        hint: "give the modulus and the exponent in base64url, as a JWKS document has them",
      };
    }
};

function isRsaKey(n: string, e: string): boolean {
  try {
    createPublicKey({ format: "jwk", key: { kty: "RSA", n, e } });
    return true;
  } catch {
    return false;
  }
}

const stylesheet: Relation = function* (node) {
  const sheets = node.children.filter(({ name }) => /(?:^|:)(?:stylesheet|transform)$/.test(name));
  if (sheets.length !== 1 && node.closed)
    yield {
      code: policyCodes.stylesheet,
      place: (sheets[1] ?? node).place,
      message: `<${node.name}> has ${sheets.length === 0 ? "no" : "more than one"} xsl:stylesheet`,
      hint: "write one xsl:stylesheet of XSLT 1.0 into the policy",
    };
  for (const child of node.children) {
    if (sheets.includes(child)) continue;
    if (child.name !== "parameter")
      yield {
        code: policyCodes.unknownElement,
        place: child.place,
        message: `<${child.name}> cannot stand in <${node.name}>`,
        hint: "allowed there: parameter, xsl:stylesheet",
      };
    // The page's statement and its example name it differently.
    else if (!valueOf(child, "name") && !valueOf(child, "parameter-name"))
      yield {
        code: policyCodes.missingAttribute,
        place: child.place,
        message: "<parameter> lacks the attribute name",
        hint: 'add name="..."',
      };
  }
};

/** By policy. */
export const relations: Readonly<Record<string, Relation>> = {
  "emit-metric": metric,
  "llm-emit-token-metric": metric,
  "azure-openai-emit-token-metric": metric,
  "send-request": newRequest,
  "send-one-way-request": newRequest,
  "set-backend-service": daprBackend,
  "validate-jwt": keys,
  "validate-azure-ad-token": keys,
  "xsl-transform": stylesheet,
};

function valueOf(node: PolicyNode, attribute: string): PolicyText | undefined {
  return node.attributes.find(({ name }) => name === attribute)?.value;
}

/** A value that can be read now: no expression, and no named value to come. */
function known(value: PolicyText | undefined): string | undefined {
  return value?.kind === "literal" && value.namedValues.every(({ resolved }) => resolved)
    ? value.value
    : undefined;
}
