/** A program's own test, as Pulumi's guide writes one; run by mocks.test.ts in a process of its own, for mocks are for good. */
import * as pulumi from "@pulumi/pulumi";

let answer = (inputs: Record<string, unknown>) => inputs;
void pulumi.runtime.setMocks({
  newResource: (args) => ({ id: `${args.name}_id`, state: args.inputs as Record<string, unknown> }),
  call: (args) => answer(args.inputs as Record<string, unknown>),
});

async function main(): Promise<void> {
  // After setMocks, as the guide says.
  const { GenAiGateway } = await import("../../components/index.js");
  const { configOf, stackText } = await import("./config/stackFile.js");
  const outputsOf = (stack: string, name: string) => {
    const config = configOf(stackText(stack)) as unknown as ConstructorParameters<
      typeof GenAiGateway
    >[1]["config"];
    const gateway = new GenAiGateway(name, { config });
    const { gatewayUrl, eventHubNamespaces, privateEndpoints, certificate, publicName } = gateway;
    return { gatewayUrl, eventHubNamespaces, privateEndpoints, certificate, publicName };
  };
  pulumi.output([outputsOf("ptu", "one"), outputsOf("ptu", "two")]).apply((first) => {
    answer = () => ({});
    pulumi.output([outputsOf("dev", "three"), outputsOf("dev", "four")]).apply((second) => {
      process.stdout.write(JSON.stringify([...first, ...second]));
    });
  });
}

void main();
