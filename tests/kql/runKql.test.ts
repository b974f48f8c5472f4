import { expect } from "chai";
import { runKql, type Row, type Tables } from "./runKql";

/** Answers are those of the examples and sentences on the operators' pages below learn.microsoft.com/kusto/query/. */
describe("KQL over tables in memory", () => {
  const tables: Tables = {
    X: [
      { Key: "a", Value1: 1 },
      { Key: "b", Value1: 2 },
      { Key: "b", Value1: 3 },
      { Key: "c", Value1: 4 },
    ],
    Y: [
      { Key: "b", Value2: 10 },
      { Key: "c", Value2: 20 },
      { Key: "c", Value2: 30 },
      { Key: "d", Value2: 40 },
    ],
  };
  const rows: readonly (readonly [string, readonly Row[]])[] = [
    // https://learn.microsoft.com/kusto/query/union-operator, .../sort-operator, .../take-operator
    [
      "union (X | where Value1 > 3), (Y | project Key, Value2) | order by Key asc, Value2 desc | take 3",
      [
        { Key: "b", Value1: null, Value2: 10 },
        { Key: "c", Value1: null, Value2: 30 },
        { Key: "c", Value1: null, Value2: 20 },
      ],
    ],
    // https://learn.microsoft.com/kusto/query/summarize-operator: of an empty table one row without keys, none with them
    [
      "X | where Value1 > 99 | summarize N = count(), S = sum(Value1), M = max(Value1), P = percentile(Value1, 50)",
      [{ N: 0, S: 0, M: null, P: null }],
    ],
    ["X | where Value1 > 99 | summarize N = count() by Key", []],
    // https://learn.microsoft.com/kusto/query/percentiles-aggregation-function
    ["X | summarize P = percentile(Value1, 50), Q = percentile(Value1, 95)", [{ P: 2, Q: 4 }]],
    // https://learn.microsoft.com/kusto/query/parse-json-function, .../startswith-operator, .../contains-operator
    [
      "X | where Key == 'a' | extend J = parse_json('{\\\"a\\\": {\\\"b\\\": true}}') | project A = tobool(J.a.b), B = not(J.a.b), C = Key startswith 'A', D = Key contains 'z', E = isempty(Key), F = isnotnull(J.a.c)".replaceAll(
        "'",
        '"',
      ),
      [{ A: true, B: false, C: true, D: false, E: false, F: false }],
    ],
    // https://learn.microsoft.com/kusto/query/bin-function, .../datetime-diff-function
    [
      'datatable(T: string) ["2026-01-01T01:02:03.500Z"] | project B = bin(T, 1h), S = datetime_diff("second", T, datetime(2026-01-01)), N = long(null)',
      [{ B: "2026-01-01T01:00:00.000Z", S: 3_723, N: null }],
    ],
    // https://learn.microsoft.com/kusto/query/join-inner
    [
      "X | join kind=inner Y on Key | project Key, Value1, Key1, Value2",
      [
        { Key: "b", Value1: 2, Key1: "b", Value2: 10 },
        { Key: "b", Value1: 3, Key1: "b", Value2: 10 },
        { Key: "c", Value1: 4, Key1: "c", Value2: 20 },
        { Key: "c", Value1: 4, Key1: "c", Value2: 30 },
      ],
    ],
    // https://learn.microsoft.com/kusto/query/join-leftouter
    [
      "X | where Key == 'a' | join kind=leftouter (Y) on $left.Key == $right.Key".replaceAll("'", '"'),
      [{ Key: "a", Value1: 1, Key1: null, Value2: null }],
    ],
    [
      "X | lookup kind=leftouter Y on Key | summarize N = count(), S = sum(Value2) by Key",
      [
        { Key: "a", N: 1, S: 0 },
        { Key: "b", N: 2, S: 20 },
        { Key: "c", N: 2, S: 50 },
      ],
    ],
    [
      "X | summarize take_any(*) by Key",
      [
        { Key: "a", Value1: 1 },
        { Key: "b", Value1: 2 },
        { Key: "c", Value1: 4 },
      ],
    ],
    [
      'let T = datatable(A: string, B: real) ["x", 1.5, "y", 2]; T | extend B = B * 2, C = B | project A, B, C',
      [
        { A: "x", B: 3, C: 3 },
        { A: "y", B: 4, C: 4 },
      ],
    ],
    [
      "X | summarize Dollars = sum(Value1) / 4 by K = tolower(Key)",
      [
        { K: "a", Dollars: 0.25 },
        { K: "b", Dollars: 1.25 },
        { K: "c", Dollars: 1 },
      ],
    ],
    [
      "X | where Value1 > 3 | extend A = ceiling(round(0.12345, 4)), B = round(0.12345, 2), C = iff(Value1 > 9, 1, 2)",
      [{ Key: "c", Value1: 4, A: 1, B: 0.12, C: 2 }],
    ],
    // https://learn.microsoft.com/kusto/query/in-operator, .../tostring-function, .../tolong-function, .../strcat-function
    [
      'X | where Key in ("a", "c") | extend T = strcat(tostring(Value1), "%"), N = tolong("12"), O = tolong("x")',
      [
        { Key: "a", Value1: 1, T: "1%", N: 12, O: null },
        { Key: "c", Value1: 4, T: "4%", N: 12, O: null },
      ],
    ],
    // https://learn.microsoft.com/kusto/query/arg-max-aggregation-function, .../countif-aggregation-function
    [
      "X | summarize arg_max(Value1, *) by Key | where Key == 'b'".replaceAll("'", '"'),
      [{ Key: "b", Value1: 3 }],
    ],
    [
      "X | summarize N = countif(Value1 >= 2 and Value1 != 3), M = max(Value1), Z = countif(Value1 < 0 or isnull(Value1))",
      [{ N: 2, M: 4, Z: 0 }],
    ],
    // https://learn.microsoft.com/kusto/query/replace-regex-function, .../startofday-function
    [
      "X | where Key == 'a' | extend A = replace_regex(Key, @'a+$', ''), B = isnotempty(Key), C = tolong(1.9), D = -1".replaceAll(
        "'",
        '"',
      ),
      [{ Key: "a", Value1: 1, A: "", B: true, C: 1, D: -1 }],
    ],
    [
      "datatable(['time']: string) [\"2026-11-30T23:59:59.999Z\", \"2026-12-01T00:00:00.000Z\"] | where ['time'] >= datetime(2026-11-01) and ['time'] < datetime(2026-12-01) | project Day = startofday(['time'])",
      [{ Day: "2026-11-30T00:00:00.000Z" }],
    ],
  ];
  for (const [query, answer] of rows)
    it(`${query} => ${answer.length} rows`, () => expect(runKql(query, tables)).to.deep.equal(answer));

  it("lets null through arithmetic, and takes another value in its place", () => {
    const dynamic = [{ P: { a: 2 }, N: null }];
    const query =
      "T | extend A = toreal(P.a) * 2, B = toreal(P.b) * 2, C = coalesce(N, toreal(P.a)), D = iff(N > 1, 1, 0)";
    expect(runKql(query, { T: dynamic })).to.deep.equal([{ ...dynamic[0], A: 4, B: null, C: 2, D: 0 }]);
  });

  for (const query of [
    "Z",
    "X | sample 1",
    "X | project Nothing",
    "X | join Y on Key",
    "X | extend A = strlen(Key)",
    "X | summarize avg(Value1)",
    "X | extend",
    "X | extend A = Key - 1",
  ])
    it(`${query} fails, and is never passed over`, () => expect(() => runKql(query, tables)).to.throw());
});
