/**
 * Microsoft Entra's clouds: a name that a client may ask, and the issuers in tokens of version 2 and 1, as Microsoft states them
 * (https://learn.microsoft.com/answers/questions/1190472, read in 2026). The aliases are those of its own sign-on libraries.
 */
export const entraClouds = [
  ["login.microsoftonline.com", "https://login.microsoftonline.com/T/v2.0", "https://sts.windows.net/T/"],
  ["login.windows.net", "https://login.microsoftonline.com/T/v2.0", "https://sts.windows.net/T/"],
  ["login.microsoftonline.us", "https://login.microsoftonline.us/T/v2.0", "https://sts.windows.net/T/"],
  ["login.usgovcloudapi.net", "https://login.microsoftonline.us/T/v2.0", "https://sts.windows.net/T/"],
  [
    "login.partner.microsoftonline.cn",
    "https://login.partner.microsoftonline.cn/T/v2.0",
    "https://sts.chinacloudapi.cn/T/",
  ],
  [
    "login.chinacloudapi.cn",
    "https://login.partner.microsoftonline.cn/T/v2.0",
    "https://sts.chinacloudapi.cn/T/",
  ],
] as const;
