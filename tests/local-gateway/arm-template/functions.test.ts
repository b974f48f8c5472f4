import { expect } from "chai";
import { templateResources } from "../../../packages/local-gateway/arm-template/readTemplate";
import type { Problem } from "../../../packages/common/problem";

/** The value of an expression in a template with a few parameters, variables and resources. */
function evaluated(expression: string, problems: Problem[] = []): unknown {
  const template = {
    parameters: {
      name: { type: "string", defaultValue: "apim" },
      list: { type: "array", defaultValue: [3, 1, 2] },
      settings: { type: "object", defaultValue: { Tier: "gold", nested: { deep: [10, 20] } } },
      nothing: { type: "string", nullable: true },
    },
    variables: {
      base: "[concat(parameters('name'), '-x')]",
      plain: "plain",
      copy: [{ name: "looped", count: 3, input: "[concat('n', copyIndex('looped', 1))]" }],
      self: "[variables('self')]",
    },
    functions: [
      {
        namespace: "own",
        members: {
          twice: {
            parameters: [{ name: "text", type: "string" }],
            output: { type: "string", value: "[concat(parameters('text'), parameters('text'))]" },
          },
        },
      },
    ],
    resources: [
      {
        type: "Microsoft.CognitiveServices/accounts",
        name: "models",
        kind: "OpenAI",
        properties: { customSubDomainName: "Models-1" },
      },
      { type: "Test/one", name: "one", properties: { value: expression } },
    ],
  };
  const one = templateResources(template, { problems }).find(({ name }) => name === "one")!;
  return (one.body["properties"] as { value: unknown }).value;
}

/** `expression => value as JSON` */
const table = `
[concat('a', 'b', 1)] => "ab1"
[concat(createArray(1), parameters('list'))] => [1,3,1,2]
[format('{0}/{1:D3}-{{x}}', parameters('name'), 7)] => "apim/007-{x}"
[format('{0}', true())] => "True"
[[not an expression] => "[not an expression]"
[parameters('NAME')] => "apim"
[variables('base')] => "apim-x"
[variables('looped')] => ["n1","n2","n3"]
[variables('self')] => null
[parameters('nothing')] => null
[parameters('settings').tier] => "gold"
[parameters('settings')['nested'].deep[1]] => 20
[tryGet(parameters('settings'), 'none', 'x')] => null
[parameters('settings').?none] => null
[coalesce(parameters('nothing'), 'x')] => "x"
[if(equals(1, 1), 'yes', json('{broken'))] => "yes"
[and(true(), not(false()))] => true
[or(false(), greater(2, 1))] => true
[toLower('ABC')] => "abc"
[replace('a.b.c', '.', '$&')] => "a$&b$&c"
[split('a;b,c', createArray(';', ','))] => ["a","b","c"]
[join(parameters('list'), '-')] => "3-1-2"
[substring('abcdef', 1, 2)] => "bc"
[padLeft(7, 3, '0')] => "007"
[string(createObject('a', 1))] => "{\\"a\\":1}"
[json('[1,2]')] => [1,2]
[length('abc')] => 3
[empty(createObject())] => true
[contains(parameters('settings'), 'TIER')] => true
[contains(parameters('list'), 2)] => true
[first(parameters('list'))] => 3
[take(parameters('list'), 2)] => [3,1]
[skip('abc', 1)] => "bc"
[range(2, 3)] => [2,3,4]
[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))] => {"a":{"b":1,"c":2}}
[intersection(createArray(1, 2), createArray(2, 3))] => [2]
[flatten(createArray(createArray(1), createArray(2)))] => [1,2]
[items(createObject('b', 2, 'a', 1))] => [{"key":"a","value":1},{"key":"b","value":2}]
[map(parameters('list'), lambda('x', mul(lambdaVariables('x'), 2)))] => [6,2,4]
[filter(parameters('list'), lambda('x', less(lambdaVariables('x'), 3)))] => [1,2]
[sort(parameters('list'), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))] => [1,2,3]
[reduce(parameters('list'), 0, lambda('sum', 'x', add(lambdaVariables('sum'), lambdaVariables('x'))))] => 6
[toObject(parameters('list'), lambda('x', concat('k', lambdaVariables('x'))))] => {"k3":3,"k1":1,"k2":2}
[div(7, 2)] => 3
[mod(7, 2)] => 1
[max(parameters('list'))] => 3
[base64ToString(base64('päper'))] => "päper"
[uriComponent('a b')] => "a%20b"
[uri('https://x.test/a/', 'b')] => "https://x.test/a/b"
[own.twice('ab')] => "abab"
[resourceId('Microsoft.ApiManagement/service/apis', 'apim', 'chat')] => "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.ApiManagement/service/apim/apis/chat"
[resourceId('s', 'g', 'Microsoft.KeyVault/vaults', 'v')] => "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')] => "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/r"
[reference(resourceId('Microsoft.CognitiveServices/accounts', 'models')).endpoint] => "https://models-1.openai.azure.com/"
[reference('models', '2024-10-01', 'Full').kind] => "OpenAI"
[environment().authentication.loginEndpoint] => "https://login.microsoftonline.com/"
[resourceGroup().location] => "westeurope"
[length(uniqueString(resourceGroup().id))] => 13
[equals(guid('a'), guid('a'))] => true
[dateTimeAdd('2026-01-31T00:00:00Z', 'P1D')] => "2026-02-01T00:00:00Z"
`;

describe("functions of ARM templates", () => {
  for (const line of table.trim().split("\n")) {
    const [expression, expected] = line.split(" => ") as [string, string];
    it(line, () => {
      const problems: Problem[] = [];
      const value = evaluated(expression, problems);
      expect(JSON.stringify(value ?? null)).to.equal(
        JSON.stringify(JSON.parse(expected.replaceAll("\\\\", "\\"))),
      );
      expect(problems).to.deep.equal([]);
    });
  }

  /** `expression => part of what is said`; the expression stays as it is written. */
  const refused = `
[nothere('a')] => there is no function nothere()
[concat('a'] => ")" is missing
[concat('a)] => a quoted text has no end
[parameters('settings').none] => there is no "none"
[copyIndex()] => outside its loop
[range(0, 100000000)] => 10000 elements
[div(1, 0)] => by zero
[json('{')] => no JSON
[length(1)] => no object
[concat('a') 'b'] => is too much
`;
  for (const line of refused.trim().split("\n")) {
    const [expression, said] = line.split(" => ") as [string, string];
    it(`says what is wrong with ${expression}`, () => {
      const problems: Problem[] = [];
      expect(evaluated(expression, problems)).to.equal(expression);
      expect(problems.map(({ message }) => message).join("\n")).to.contain(said);
    });
  }

  it("survives what nests without end", () => {
    expect(evaluated(`[${"concat(".repeat(5_000)}'a'${")".repeat(5_000)}]`)).to.be.a("string");
    const grows = "[replace(padLeft('a', 4000000, 'a'), 'a', 'aaaaaaaaaa')]";
    expect(evaluated(grows)).to.equal(grows);
  });
});
