#!/usr/bin/env python3
"""Draws a Grafana dashboard in Chromium.

usage: render.py DASHBOARD.json DATA.json DIRECTORY [--picture]

Writes DIRECTORY/DATA.html (and DATA.png with --picture), named after DATA.json, and prints the titles of the panels that
drew nothing, one a line. README.md says what DATA.json has.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WIDTH = 1600
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-dev-shm-usage", "--disable-breakpad", "--no-first-run", "--hide-scrollbars"]


def chromium(page, height, *arguments):
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(["chromium", *QUIET, f"--user-data-dir={profile}", f"--window-size={WIDTH},{height}", *arguments,
                               page.as_uri()], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise SystemExit(f"chromium: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def main(arguments):
    picture = "--picture" in arguments
    dashboard_path, data_path, directory = [pathlib.Path(a) for a in arguments if a != "--picture"]
    page = directory.resolve() / (data_path.stem + ".html")
    parts = {"dashboard": dashboard_path.read_text(encoding="utf-8"), "data": data_path.read_text(encoding="utf-8")}
    # Inside <script>, where text must not end it.
    inputs = "".join(f'<script type="application/json" id="{name}">{text.replace("</", "<" + chr(92) + "/")}</script>\n'
                     for name, text in parts.items())
    page.write_text(f'<!doctype html><meta charset="utf-8"><title>{html.escape(data_path.stem)}</title>\n'
                    f'<style>{(HERE / "render.css").read_text(encoding="utf-8")}</style>\n<body>\n{inputs}'
                    f'<script>{(HERE / "render.js").read_text(encoding="utf-8")}</script>\n', encoding="utf-8")
    drawn = chromium(page, 1000, "--dump-dom")
    drawn = drawn[drawn.rindex("</script>"):]
    outcome = re.search(r'<pre id="outcome">(.*?)</pre>', drawn, re.S)
    if not outcome or "<pre id=\"failure\">" in drawn:
        raise SystemExit(f"{page}: the renderer did not come to its end\n" + drawn[-1000:])
    result = json.loads(html.unescape(outcome.group(1)))
    if picture:
        chromium(page, result["height"], f"--screenshot={page.with_suffix('.png')}")
    print("\n".join(result["empty"]))
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1:]))
