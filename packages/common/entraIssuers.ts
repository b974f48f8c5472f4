/** One of the clouds that Microsoft Entra runs in. */
interface EntraCloud {
  /** Names that it answers to; whichever of them a client asks, tokens name the same issuer. */
  readonly hosts: readonly string[];
  /** Of the issuer in tokens of version 2, and of version 1. */
  readonly login: string;
  readonly sts: string;
}

/**
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud has the endpoints,
 * https://learn.microsoft.com/answers/questions/1190472 the issuers: US Government has one of its own for version 2 alone.
 */
const clouds: readonly EntraCloud[] = [
  {
    hosts: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    login: "https://login.microsoftonline.com",
    sts: "https://sts.windows.net",
  },
  {
    hosts: ["login.microsoftonline.us", "login.usgovcloudapi.net"],
    login: "https://login.microsoftonline.us",
    sts: "https://sts.windows.net",
  },
  {
    hosts: ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "sts.chinacloudapi.cn"],
    login: "https://login.partner.microsoftonline.cn",
    sts: "https://sts.chinacloudapi.cn",
  },
];

/** All names that Microsoft Entra answers to. */
export const entraHosts: readonly string[] = clouds.flatMap(({ hosts }) => hosts);

export interface EntraIssuers {
  readonly version1: string;
  readonly version2: string;
}

/**
 * Who tokens of a tenant say they are from.
 * @param authority https and a host. One that is none of Microsoft's own stands for itself in version 2
 */
export function entraIssuers(authority: string, tenant: string): EntraIssuers {
  const origin = authority.replace(/\/+$/, "").toLowerCase();
  const cloud = clouds.find(({ hosts }) => hosts.includes(origin.replace(/^https:\/\//, "")));
  return {
    version1: `${cloud?.sts ?? clouds[0]!.sts}/${tenant}/`,
    version2: `${cloud?.login ?? origin}/${tenant}/v2.0`,
  };
}
