/** Types of JSON whose text all readers read alike: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1 */
export const ownCharset = [
  "application/json",
  "application/json;",
  "application/json ; charset=utf-8",
  'Application/JSON; charset="UTF-8"',
  "application/json;\tCharset=Utf-8 ",
  "application/json;charset=utf8;",
  "application/json; odata.metadata=none",
  'application/json; profile="https://example.com/p"; version=1',
];

/** Types that name another charset, or that one reader could find one in where another finds UTF-8. */
export const otherCharsets = [
  "application/json; charset=utf-16",
  'application/json; CHARSET="UTF-16"',
  "application/json; charset=utf-7; x=utf-8",
  "application/json; x=utf-8; charset=utf-7",
  'application/json; x="charset=utf-8"; charset=utf-7',
  'application/json; x="; charset=utf-16; y="',
  "application/json; charset=utf-8; charset=utf-16",
  "application/json; charset=utf-16; charset=utf-8",
  "application/json, application/json; charset=utf-8",
  "application/json; charset=utf-8, application/json; charset=utf-16",
  "application/json; charset = utf-16",
  "application/json; charset = utf-8",
  "application/json; charset*=utf-16''utf-8",
  "application/json; charset='utf-8'",
  'application/json; charset="utf-8',
  "application/json; charset=utf-8x",
  "application/json; charset=xutf-8",
  'application/json; charset="utf-\\8"',
  "application/json; charset",
  "application/json; charset=",
  "application/json;; charset=utf-7",
];
