#!/usr/bin/env python3
"""Writes the dashboards from their sources, source/*.py.

usage: dashboards/generate.py [--check]

--check writes nothing; it says which file is not that of its source, and exits with 1.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "source"))

import cluster  # noqa: E402
import mariadb  # noqa: E402
import node  # noqa: E402
import warden  # noqa: E402

FILES = {
    "galera-cluster.json": cluster.DASHBOARD,
    "galera-node.json": node.DASHBOARD,
    "mariadb-overview.json": mariadb.DASHBOARD,
    "galera-warden.json": warden.DASHBOARD,
}


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = 0
    for name, dashboard in FILES.items():
        path = HERE / name
        text = json.dumps(dashboard, indent=1) + "\n"
        if not arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"dashboards/{name} is not that of its source: run dashboards/generate.py", file=sys.stderr)
            stale += 1
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
