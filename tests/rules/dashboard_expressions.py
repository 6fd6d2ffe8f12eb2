#!/usr/bin/env python3
"""Prints every expression of Grafana dashboards as a file of recording rules.

usage: dashboard_expressions.py DASHBOARD.json ...

promtool checks the result, and with it that each expression parses. Also says, on standard
error and by exit code 1, what a dashboard must have and lacks.
"""
import json
import pathlib
import re
import sys

RUNBOOKS = "https://github.com/galera-warden/galera-warden/blob/main/rules/runbooks/"
# What Grafana puts in place of its variables, as far as PromQL is concerned.
VARIABLES = {"$__rate_interval": "1m", "$__range": "1h", "$job": ".*", "$cluster": ".*", "$instance": ".*"}


def panels_of(panels):
    for panel in panels:
        yield panel
        yield from panels_of(panel.get("panels", []))


def expand(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def check(dashboard):
    """Yields (panel, expression) and, as (None, text), complaints."""
    declared = {"$" + v["name"] for v in dashboard["templating"]["list"]} | {"$__rate_interval", "$__range"}
    if not dashboard.get("uid"):
        yield None, "no uid"
    for key in ("datasource", "job", "cluster", "instance"):
        if "$" + key not in declared:
            yield None, f"no variable {key}"
    ids = [panel["id"] for panel in panels_of(dashboard["panels"])]
    if len(ids) != len(set(ids)):
        yield None, "two panels have the same id"
    for panel in panels_of(dashboard["panels"]):
        if panel["type"] == "row":
            continue
        name = panel.get("title") or f"panel {panel['id']}"
        if not panel.get("title") or not panel.get("description"):
            yield None, f"{name}: no title or no description"
        if not panel["fieldConfig"]["defaults"].get("unit"):
            yield None, f"{name}: no unit"
        if panel["type"] in ("stat", "gauge") and not panel["fieldConfig"]["defaults"].get("thresholds"):
            yield None, f"{name}: no thresholds"
        for link in panel.get("links", []):
            runbook = link["url"].removeprefix(RUNBOOKS)
            if runbook != link["url"] and not pathlib.Path("rules/runbooks", runbook).exists():
                yield None, f"{name}: there is no runbook {runbook}"
        if not panel.get("targets"):
            yield None, f"{name}: no targets"
        for target in panel.get("targets", []):
            for where in (panel, target):
                if where.get("datasource", {}).get("uid") != "${datasource}":
                    yield None, f"{name}: datasource is not the variable"
            for variable in re.findall(r"\$\w+", target["expr"]):
                if variable not in declared:
                    yield None, f"{name}: {variable} is not a variable of the dashboard"
            if re.search(r"\b(i?rate|increase|delta)\([^[]*\[(?!\$__rate_interval)", target["expr"]):
                yield None, f"{name}: a rate without $__rate_interval"
            yield name, target["expr"]


def main(paths):
    rules, complaints = [], 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            dashboard = json.load(file)
        for panel, text in check(dashboard):
            if panel is None:
                print(f"{path}: {text}", file=sys.stderr)
                complaints += 1
            else:
                # JSON strings are YAML strings. The labels tell where a bad one is.
                rules.append({"record": "dashboard:expression", "expr": expand(text),
                              "labels": {"dashboard": path, "panel": panel, "n": str(len(rules))}})
    json.dump({"groups": [{"name": "dashboards", "rules": rules}]}, sys.stdout, indent=1)
    return 1 if complaints or not rules else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
