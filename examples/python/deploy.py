"""Deploys a gateway from Python, over Pulumi's Automation API: python deploy.py STACK [destroy]"""

import os
import sys
from pathlib import Path

import pulumi
from pulumi import automation as auto


class GenAiGateway(pulumi.ComponentResource):
    """The component of the npm package azure-genai-gateway; its inputs are the keys of a stack file.

    Ids, addresses, tags, publisher and certificates may be outputs of other resources, or secrets; everything else has to
    be known when the program runs.
    """

    OUTPUTS = (
        "apiPaths",
        "backendPlan",
        "certificate",
        "eventHubNames",
        "eventHubNamespaces",
        "gatewayUrl",
        "privateEndpoints",
        "productIds",
        "publicName",
        "secondaryKeys",
        "subscriptionKeys",
    )

    def __init__(self, name, args, opts=None):
        outputs = dict.fromkeys(self.OUTPUTS)
        super().__init__("azure-genai-gateway:index:GenAiGateway", name, {**args, **outputs}, opts, remote=True)


def program():
    gateway = GenAiGateway(
        "genai",
        {
            "location": "swedencentral",
            "environment": pulumi.get_stack(),
            "workload": "python",
            "apiManagement": {
                "sku": "Developer",
                "publisherName": "GenAI platform team",
                "publisherEmail": "genai-platform@example.com",
            },
            # Outputs are taken here, as in existing: what a program makes can be handed over at once.
            "tags": {"stack": pulumi.Output.from_input(pulumi.get_stack())},
            "backends": [
                {
                    "name": f"{kind}-1",
                    "kind": kind,
                    "deployments": [
                        {"name": "gpt-5.4", "model": "gpt-5.4", "version": "2026-03-05", "capacity": capacity}
                    ],
                }
                for kind, capacity in (("ptu", 45), ("payg", 200))
            ],
            "products": [
                {
                    "name": "standard",
                    "displayName": "Standard",
                    "tokensPerMinute": 100000,
                    "subscriptions": [{"name": "first-team"}],
                }
            ],
        },
    )
    pulumi.export("gatewayUrl", gateway.gatewayUrl)
    pulumi.export("subscriptionKeys", gateway.subscriptionKeys)


def main():
    # Where `npm install azure-genai-gateway` has put the component's plugin.
    plugins = Path(__file__).parent / "node_modules" / ".bin"
    os.environ["PATH"] = f"{plugins}{os.pathsep}{os.environ['PATH']}"
    name, *rest = sys.argv[1:] or ["dev"]
    stack = auto.create_or_select_stack(
        stack_name=name,
        project_name="gateway-python",
        program=program,
    )
    if rest == ["destroy"]:
        stack.destroy(on_output=print)
        return
    result = stack.up(on_output=print)
    print(f"gateway: {result.outputs['gatewayUrl'].value}")


if __name__ == "__main__":
    main()
