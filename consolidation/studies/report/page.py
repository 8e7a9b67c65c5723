"""The report's page: one HTML file that needs nothing else, readable on paper and without colours."""

import json
from typing import Any

from jinja2 import Environment

from ...results.files import MADE_BY

TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="{{ made_by }}">
<meta name="viewport" content="width=device-width">
<title>{{ form.name }}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; font-size: 14px; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid #ccc; padding: .25rem .6rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child, td.text { text-align: left; white-space: normal; }
img { max-width: 100%; height: auto; } small { color: #555; }
pre { overflow-x: auto; background: #f5f5f5; padding: 1rem; }
</style></head><body>
<h1>{{ form.name }}</h1>
<p><strong>{{ form.question }}</strong></p>
<p>{{ state }}{% if failed %}, {{ failed }} failed{% endif %}. Every replicate has the same luck at every point:
errors are standard errors of means over {{ form.replicates }} seeds, and differences are paired.</p>
<h2>Design</h2>
<p>{{ form.design }}{% if form.samples %} with {{ form.samples }} samples{% endif %} on the scenario
<em>{{ base.title }}</em> ({{ base.name }}), {{ weeks }} weeks, seeds from {{ form.seed }}.</p>
{% if parameters %}<table><tr><th>parameter</th><th>values</th><th>unit</th><th>meaning</th></tr>
{% for p in parameters %}<tr><td>{{ p.key }}</td><td class="text">{{ p["values"] }}</td><td>{{ p.unit }}</td>
<td class="text">{{ p.help }}</td></tr>{% endfor %}</table>{% endif %}
<table><tr><th>metric</th><th>what</th></tr>
{% for name, text in metrics.items() %}<tr><td>{{ name }}</td><td class="text">{{ text }}</td></tr>{% endfor %}</table>
<h2>Figures</h2>
{% for title, data in pictures %}<h3>{{ title }}</h3>
<img alt="{{ title }}" src="data:image/png;base64,{{ data }}">{% endfor %}
<h2>Points</h2>
<p><small>Mean ± standard error; below it the paired difference from point 0.</small></p>
<table><tr><th>point</th>{% for p in parameters %}<th>{{ p.key }}</th>{% endfor %}
{% for name in metrics %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in points %}<tr><td>{{ row.point }}</td>{% for v in row["values"] %}<td>{{ v }}</td>{% endfor %}
{% for mean, paired in row.cells %}<td>{{ mean }}
{% if paired %}<br><small>{{ paired }}</small>{% endif %}</td>{% endfor %}
</tr>{% endfor %}</table>
<h2>Spread over all runs</h2>
<table><tr><th>metric</th><th>mean</th><th>sd</th>
<th>5 %</th><th>25 %</th><th>median</th><th>75 %</th><th>95 %</th></tr>
{% for name, cells in spread %}<tr><td>{{ name }}</td>
{% for c in cells %}<td>{{ c }}</td>{% endfor %}</tr>{% endfor %}</table>
<h2>Failures</h2>
{% if failures %}<table><tr><th>run</th><th>point</th><th>seed</th><th>error</th></tr>
{% for f in failures %}<tr><td>{{ f.run }}</td><td>{{ f.point }}</td><td>{{ f.seed }}</td>
<td class="text">{{ f.error }}</td></tr>
{% endfor %}</table>{% else %}<p>None.</p>{% endif %}
<h2>Provenance</h2>
<pre>{{ provenance }}</pre>
{% if manifest.recipe_text %}<h3>Recipe</h3><pre>{{ manifest.recipe_text }}</pre>{% endif %}
</body></html>
"""
SHOWN = (
    "model_version",
    "rules",
    "engine",
    "platform",
    "signature",
    "recipe_hash",
    "git_commit",
    "versions",
    "machine",
    "state",
    "sessions",
)


def page(**content: Any) -> str:
    """The page, everything escaped."""
    manifest = content["manifest"]
    provenance = json.dumps({name: manifest[name] for name in SHOWN if name in manifest}, indent=1)
    return Environment(autoescape=True).from_string(TEMPLATE).render(**content, provenance=provenance, made_by=MADE_BY)
