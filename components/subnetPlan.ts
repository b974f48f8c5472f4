import type { Problem } from "@azure-genai-gateway/common/problem";
import { contains, overlaps, parseRange, type Ipv4Range } from "./ipv4";

export const subnetRoles = ["applicationGateway", "privateEndpoints", "apiManagement", "deploy"] as const;
export type SubnetRole = (typeof subnetRoles)[number];

/** Roles without which there is no gateway; the others are there where something stands in them. */
type NeededRole = "privateEndpoints" | "apiManagement";

/** Something by role; what no role asks for is absent. */
export type BySubnet<T> = Readonly<Record<NeededRole, T> & Partial<Record<SubnetRole, T>>>;

/** A range per role, as text: `10.2.4.0/24`. */
export type SubnetPlan = BySubnet<string>;

/** Which /24 of a /16 each role takes where the config says nothing; `deploy` is there only if the config says so. */
const defaultThird: BySubnet<number> = { applicationGateway: 4, privateEndpoints: 5, apiManagement: 7 };

/**
 * Smallest subnets, as prefix lengths: https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure
 * recommends /24 and needs room for every instance; API Management takes /29 and up, /27 once it has several units.
 */
const longestPrefix: Readonly<Record<SubnetRole, number>> = {
  applicationGateway: 26,
  privateEndpoints: 28,
  apiManagement: 29,
  deploy: 29,
};

/**
 * The subnets of an address space: what the config names, and for the rest the default place, scaled to the space.
 * Pure. A role whose range cannot be told gets a problem and the whole space, so that every problem is found at once.
 */
export function planSubnets(
  addressSpace: string,
  given: Partial<Readonly<Record<SubnetRole, string>>>,
  problems: Problem[],
): SubnetPlan {
  const space = parseRange(addressSpace);
  if (!space) {
    problems.push(
      problem("SUBNET_BAD_SPACE", `"${addressSpace}" is not an IPv4 range`, "Write one such as 10.2.0.0/16"),
    );
    return planOf((role) => (given[role] || defaultThird[role] ? addressSpace : undefined));
  }
  const plan = planOf((role) => given[role] ?? defaultSubnet(space, role));
  problems.push(...checkSubnets(space, plan));
  return plan;
}

function planOf(rangeOf: (role: SubnetRole) => string | undefined): SubnetPlan {
  const entries = subnetRoles.flatMap((role) => {
    const range = rangeOf(role);
    return range === undefined ? [] : [[role, range] as const];
  });
  return Object.fromEntries(entries) as unknown as SubnetPlan;
}

/** The space is cut into 256 parts, never smaller than /28; a role takes the part of its default number. */
function defaultSubnet(space: Ipv4Range, role: SubnetRole): string | undefined {
  const third = defaultThird[role];
  if (third === undefined) return undefined;
  const prefix = Math.min(space.prefix + 8, 28);
  const size = 2 ** (32 - prefix);
  // Small spaces have fewer than nine parts: there the roles stand side by side from the start.
  const fits = space.end - space.start + 1 >= size * 9;
  const index = fits ? third : subnetRoles.indexOf(role);
  return `${address(space.start + index * size)}/${prefix}`;
}

function checkSubnets(space: Ipv4Range, plan: SubnetPlan): Problem[] {
  const problems: Problem[] = [];
  const ranges = subnetRoles.flatMap((role) => {
    const text = plan[role];
    return text === undefined ? [] : [{ role, text, range: parseRange(text) }];
  });
  for (const [index, { role, text, range }] of ranges.entries()) {
    if (!range) {
      problems.push(
        problem("SUBNET_BAD_RANGE", `"${text}" is not an IPv4 range`, "Write one such as 10.2.4.0/24", role),
      );
      continue;
    }
    if (!contains(space, range))
      problems.push(
        problem(
          "SUBNET_OUTSIDE",
          `${range.text} is not inside ${space.text}`,
          "Write a range inside it, or widen the address space",
          role,
        ),
      );
    if (range.prefix > longestPrefix[role])
      problems.push(
        problem(
          "SUBNET_TOO_SMALL",
          `${range.text} has too few addresses`,
          `Write a range of /${longestPrefix[role]} or larger`,
          role,
        ),
      );
    for (const other of ranges.slice(0, index))
      if (other.range && overlaps(other.range, range))
        problems.push(
          problem(
            "SUBNETS_OVERLAP",
            `${range.text} overlaps ${other.role} (${other.range.text})`,
            "Write ranges that have no address in common",
            role,
          ),
        );
  }
  return problems;
}

function problem(code: string, message: string, hint: string, role?: SubnetRole): Problem {
  return { code, severity: "error", message, hint, subject: role && `network.subnets.${role}` };
}

function address(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
