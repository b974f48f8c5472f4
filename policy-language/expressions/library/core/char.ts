import { define } from "../../registry";

const ch = (n: number) => String.fromCharCode(n);
define(
  "System",
  "struct Char : IComparable",
  Object.fromEntries(
    Object.entries({
      IsDigit: /\p{Nd}/u,
      IsLetter: /\p{L}/u,
      IsLetterOrDigit: /[\p{L}\p{Nd}]/u,
      IsWhiteSpace: /\s/,
      IsUpper: /\p{Lu}/u,
      IsLower: /\p{Ll}/u,
      IsPunctuation: /\p{P}/u,
    })
      .map(([n, r]): [string, never] => [`static bool ${n}(char c)`, ((v: number) => r.test(ch(v))) as never])
      .concat(
        Object.entries({ ToUpper: 1, ToUpperInvariant: 1, ToLower: 0, ToLowerInvariant: 0 }).map(
          ([n, up]): [string, never] => [
            `static char ${n}(char c)`,
            ((v: number) => (up ? ch(v).toUpperCase() : ch(v).toLowerCase()).charCodeAt(0)) as never,
          ],
        ),
      ),
  ),
);
