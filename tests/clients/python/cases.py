"""Runs the cases of a file one after another and prints what became of each as a line of JSON."""

import asyncio
import inspect
import json
import os
import sys

_cases = {}


def case(name):
    """Declares a function as the case of that name; what it returns must be JSON."""

    def add(function):
        if name in _cases:
            raise ValueError(f"two cases are named {name}")
        _cases[name] = function
        return function

    return add


def setting(name):
    """A variable that the test has set; a missing one is a mistake of the test's."""
    return os.environ[name]


def run_all():
    only = os.environ.get("CASES")
    for name, function in _cases.items():
        if only and name not in only.split(","):
            continue
        result = {"case": name}
        try:
            value = function()
            if inspect.iscoroutine(value):
                value = asyncio.run(value)
            result["value"] = value
        except Exception as error:  # every failure is a result
            result["error"] = f"{type(error).__name__}: {error}"[:2000]
            status = getattr(error, "status_code", None)
            if isinstance(status, int):
                result["status"] = status
        print(json.dumps(result), flush=True)
    sys.stdout.flush()
