"""What all dashboards are made of: one function for each kind of panel.

In expressions, so that they stay short:
  {@}         the nodes chosen: {job=~"$job", cluster=~"$cluster", instance=~"$instance"}
  {#}         all nodes of the clusters chosen: the same without instance
  {@, a="b"}  with more labels; {#, a="b"} likewise
  [@]         [$__rate_interval]
Series are (expression, legend) or, with the expression alone, have the legend {{instance}}.
"""
import itertools

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
RUNBOOKS = "https://github.com/galera-warden/galera-warden/blob/main/rules/runbooks/"
CLUSTERS = 'job=~"$job", cluster=~"$cluster"'
NODES = CLUSTERS + ', instance=~"$instance"'

GREEN, ORANGE, RED, BLUE, GREY = "green", "orange", "red", "blue", "#808080"
# Of numbers that tell nothing good or bad by themselves.
PLAIN = [(None, BLUE)]
ZERO_IS_GOOD = [(None, GREEN), (1, RED)]
ONE_IS_GOOD = [(None, RED), (1, GREEN)]

# The numbers that galera_node_state's states are drawn as, with the words that are shown.
STATES = {
    1: ("down", "down", RED),
    2: ("standalone", "no Galera", GREY),
    3: ("disconnected", "disconnected", RED),
    4: ("non_primary", "non-primary", RED),
    5: ("connected", "connected", ORANGE),
    6: ("joiner", "joiner", ORANGE),
    7: ("joined", "joined", ORANGE),
    8: ("donor", "donor/desynced", BLUE),
    9: ("synced", "synced", GREEN),
    10: ("inconsistent", "inconsistent", RED),
    11: ("unknown", "unknown", GREY),
    12: (None, "warden gone", RED),  # Prometheus gets no answer
}
PHASES = {
    1: ("starting", "starting", ORANGE),
    2: ("waiting", "waits for peers", ORANGE),
    3: ("founding", "founding", BLUE),
    4: ("paused", "PAUSED: a person decides", RED),
    5: ("joining", "joining", ORANGE),
    6: ("transfer", "state transfer", BLUE),
    7: ("serving", "serving", GREEN),
    8: ("stopping", "stopping", GREY),
}
NO_YES = {0: ("no", RED), 1: ("yes", GREEN)}
YES_NO = {0: ("no", GREEN), 1: ("YES", RED)}


def one_of(metric, label, words):
    """The number of the one state that is 1, by instance."""
    terms = (f'{number} * {metric}{{@, {label}="{word[0]}"}}' for number, word in words.items() if word[0])
    return "sum by (instance) (\n  " + "\n  or ".join(terms) + "\n)"


def node_states():
    """The number of each node's state; of those, too, whose warden was there within a day and gives no answer."""
    return (one_of("galera_node_state", "state", STATES) + "\nor max by (instance) (12 * (up{@} == bool 0) > 0 and on (job, instance) "
            'last_over_time(galera_node_state{@, state="synced"}[1d] @ end()))')


def words_of(states):
    return {number: (shown, colour) for number, (_, shown, colour) in states.items()}


def expand(expression):
    for short, labels in (("{@", NODES), ("{#", CLUSTERS)):
        expression = expression.replace(short, "{" + labels)
    return expression.replace("[@]", "[$__rate_interval]")


def runbook(name, title=None):
    return {"title": title or f"Runbook: {name}", "url": f"{RUNBOOKS}{name}.md", "targetBlank": True}


def _panel(kind, title, description, series, width, height, unit, options, *, thresholds=None, words=None, custom=None,
           runbooks=(), instant=False, table=False, interval=None, minimum=None, maximum=None, decimals=None, no_value=None,
           links=(), overrides=()):
    defaults = {"unit": unit, "mappings": [], "color": {"mode": "palette-classic"}}
    if words:
        options_of = {str(n): {"text": text, "color": colour, "index": i}
                      for i, (n, (text, colour)) in enumerate(words.items())}
        defaults["mappings"] = [{"type": "value", "options": options_of}]
    if thresholds:
        defaults["thresholds"] = {"mode": "absolute", "steps": [{"value": v, "color": c} for v, c in thresholds]}
    if kind in ("stat", "gauge", "state-timeline"):
        defaults["color"] = {"mode": "thresholds"}
        defaults.setdefault("thresholds", {"mode": "absolute", "steps": [{"value": None, "color": BLUE}]})
    for key, value in (("min", minimum), ("max", maximum), ("decimals", decimals), ("noValue", no_value),
                       ("custom", custom)):
        if value is not None:
            defaults[key] = value
    if links:
        defaults["links"] = list(links)
    targets = []
    for letter, one in zip("ABCDEFGHIJ", [series] if isinstance(series, (str, tuple)) else series):
        expression, legend = one if isinstance(one, tuple) else (one, "{{instance}}")
        target = {"refId": letter, "datasource": DATASOURCE, "editorMode": "code", "expr": expand(expression),
                  "legendFormat": legend, "range": not instant, "instant": instant}
        if table:
            target["format"] = "table"
        targets.append(target)
    panel = {"type": kind, "title": title, "description": description, "datasource": DATASOURCE,
             "gridPos": {"w": width, "h": height},
             "fieldConfig": {"defaults": defaults, "overrides": list(overrides)},
             "options": options, "targets": targets}
    if interval:
        panel["interval"] = interval
    if runbooks:
        panel["links"] = [runbook(name) for name in runbooks]
    return panel


def stat(title, description, series, unit="short", width=4, **more):
    """One number, now. Several clusters or nodes: one each, with its name, below each other."""
    more.setdefault("no_value", "unknown")
    options = {"colorMode": "background", "graphMode": "none", "justifyMode": "auto", "orientation": "horizontal",
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}, "textMode": "auto"}
    return _panel("stat", title, description, series, width, 4, unit, options, instant=True, **more)


def gauge(title, description, series, unit="percentunit", width=4, **more):
    options = {"orientation": "auto", "showThresholdLabels": False, "showThresholdMarkers": True,
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return _panel("gauge", title, description, series, width, 4, unit, options, minimum=0, maximum=1, instant=True,
                  **more)


def graph(title, description, series, unit="short", width=8, stack=False, steps=False, bars=False, log=False, **more):
    """Over time. With thresholds, they are drawn as areas. Bars count what happened, one for each minute or longer."""
    custom = {"drawStyle": "bars" if bars else "line", "lineInterpolation": "stepAfter" if steps else "linear",
              "lineWidth": 1, "fillOpacity": 60 if bars else 25 if stack else 8, "showPoints": "never",
              "spanNulls": False, "axisPlacement": "auto",
              "stacking": {"mode": "normal" if stack else "none", "group": "A"},
              "scaleDistribution": {"type": "log", "log": 10} if log else {"type": "linear"},
              "thresholdsStyle": {"mode": "area" if more.get("thresholds") else "off"}}
    if bars:
        more["interval"] = "1m"
    if not log:
        more.setdefault("minimum", 0)
    options = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    return _panel("timeseries", title, description, series, width, 7, unit, options, custom=custom, **more)


def dashed(name):
    """An override: the series of that legend is what others are held against."""
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [8, 6]}},
                           {"id": "custom.fillOpacity", "value": 0},
                           {"id": "color", "value": {"mode": "fixed", "fixedColor": GREY}}]}


def timeline(title, description, series, words, width=24, height=6, **more):
    """What each was, over time, in words."""
    options = {"mergeValues": True, "showValue": "auto", "alignValue": "left", "rowHeight": 0.85,
               "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
               "tooltip": {"mode": "single", "sort": "none"}}
    custom = {"lineWidth": 0, "fillOpacity": 80}
    return _panel("state-timeline", title, description, series, width, height, "short", options, custom=custom,
                  words=words, **more)


def table(title, description, expression, columns, width=24, height=6, unit="short", field_links=None, value=None, **more):
    """Labels as columns: {label: heading}, in that order. `value`: the heading of the number, else it is hidden."""
    names = dict(columns)
    order = {label: i for i, label in enumerate(columns)}
    if value:
        names["Value"] = value
        order["Value"] = len(order)
    overrides = [{"matcher": {"id": "byName", "options": heading}, "properties": [{"id": "links", "value": links}]}
                 for heading, links in (field_links or {}).items()]
    panel = _panel("table", title, description, (expression, "__auto"), width, height, unit,
                   {"showHeader": True, "cellHeight": "sm", "footer": {"show": False}},
                   custom={"align": "left"}, instant=True, table=True, overrides=overrides, **more)
    panel["transformations"] = [
        {"id": "filterFieldsByName", "options": {"include": {"names": list(order)}}},
        {"id": "organize", "options": {"indexByName": order, "renameByName": names}}]
    return panel


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": []}


def _placed(panels):
    """From left to right in the order given, on Grafana's grid of 24 columns."""
    x = y = line = 0
    for number, panel in enumerate(panels, 1):
        position = panel.setdefault("gridPos", {"w": 24, "h": 1})
        if x + position["w"] > 24:
            x, y, line = 0, y + line, 0
        yield {"id": number, **panel, "gridPos": {"x": x, "y": y, **position}}
        x += position["w"]
        line = max(line, position["h"])


def _choice(name, label, query, multi=True, all_value=".*"):
    every = {"selected": True, "text": ["All"], "value": ["$__all"]} if multi else \
            {"selected": True, "text": "All", "value": "$__all"}
    choice = {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "definition": query,
              "query": {"query": query, "refId": "StandardVariableQuery"}, "refresh": 2, "regex": "", "sort": 1,
              "hide": 0, "multi": multi, "includeAll": True, "options": [], "current": every, "skipUrlSync": False}
    if all_value:
        choice["allValue"] = all_value
    return choice


def _variables(metric):
    return [
        {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1,
         "regex": "", "hide": 0, "multi": False, "includeAll": False, "options": [], "current": {},
         "skipUrlSync": False},
        # All of them are these, by name: `up` has every job that Prometheus knows.
        _choice("job", "Job", f"label_values({metric}, job)", all_value=None),
        _choice("cluster", "Cluster", f'label_values({metric}{{job=~"$job"}}, cluster)', multi=False),
        _choice("instance", "Instance", f"label_values({metric}{{{CLUSTERS}}}, instance)"),
    ]


def dashboard(uid, title, description, panels, metric="galera_node_state", tags=()):
    """`metric` is what the choices of job, cluster and instance are made from."""
    to_others = {"type": "dashboards", "title": "Galera", "icon": "external link", "tags": ["galera-warden"],
                 "asDropdown": True, "includeVars": True, "keepTime": True, "targetBlank": False, "tooltip": "", "url": ""}
    to_runbooks = {"type": "link", "title": "Runbooks", "icon": "doc", "url": RUNBOOKS.replace("/blob/", "/tree/"),
                   "targetBlank": True, "asDropdown": False, "includeVars": False, "keepTime": False, "tags": [],
                   "tooltip": "What each alert means, and what to do"}
    return {
        "uid": uid, "title": title, "description": description,
        "tags": ["galera-warden", "mariadb", *tags], "editable": True, "graphTooltip": 1, "schemaVersion": 37,
        "version": 1, "refresh": "10s", "time": {"from": "now-1h", "to": "now"}, "timepicker": {}, "timezone": "",
        "style": "dark", "fiscalYearStartMonth": 0, "liveNow": False, "links": [to_others, to_runbooks],
        "annotations": {"list": []}, "templating": {"list": _variables(metric)},
        "panels": list(_placed(list(itertools.chain.from_iterable(panels)))),
    }
