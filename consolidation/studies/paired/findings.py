"""The industry's ten claims, answered from stored runs: `docs/findings.md` is made here and nowhere else."""

from pathlib import Path

from ...catalog.errors import BadInput
from ...results.files import refused, replaceable, write
from ...results.storage import commit
from ..sweep.plan import Plan
from ..sweep.recipe import Recipe
from ..sweep.results import Results
from ..sweep.variants import SCENARIO
from .claims import CLAIMS
from .compare import grids
from .evidence import Evidence, Finding


def prepared(recipe: str, seeds: int | None = None) -> Plan:
    """The findings' sweep, with as many seeds as asked for."""
    loaded = Recipe.load(recipe)
    if seeds is not None:
        raw = loaded.form.model_dump(exclude_none=True) | {"replicates": seeds}
        loaded = Recipe.of(raw, loaded.path, loaded.text)
    return Plan.of(loaded)


def evidence(results: Results) -> Evidence:
    """What is stored, by variant."""
    variants = results.recipe.form.parameters.get(SCENARIO)
    if not isinstance(variants, list):
        raise BadInput(f"{results.recipe.path.name}: findings want a list of scenarios")
    return Evidence(grids(results), tuple(map(str, variants)), results.recipe.base.start)


def write_findings(plan: Plan, out: Path, force: bool = False) -> None:
    """Write the page from stored results. `BadInput`: there are none, or another's page is there."""
    replaceable(out, force)
    results = Results(plan.recipe, None, plan)
    found = evidence(results)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(out, page([claim(found) for claim in CLAIMS], results).encode())
    except OSError as fault:
        raise refused(out, fault) from None


def page(findings: list[Finding], results: Results) -> str:
    """The page in Markdown."""
    form, plan = results.recipe.form, results.plan
    failed = len(results.failures)
    missing = len(plan) - len(results)
    made = str(results.manifest.get("git_commit") or commit() or "unknown")[:12]
    holes = f"; {failed} runs failed" if failed else ""
    holes += f"; **{missing} runs are missing**" if missing else ""
    holes += "".join(f"; **{note}**" for note in results.notes)
    lines = [
        "# Findings",
        "",
        "The ten claims that the industry makes about itself, put to the model. Made by `consolidation findings` from",
        f"the stored results of `runs/{results.recipe.path.parent.name}/recipe.toml`: {len(plan.points)} variants, "
        f"{form.replicates} seeds from {form.seed},",
        f"{results.recipe.weeks} weeks, model {results.plan.model_version}, sources {made}{holes}. Do "
        f"not edit it by hand.",
        "",
        "Every difference is paired: both sides had the same Bitcoin price, fees, entrants and draws. ± is a standard",
        "error over seeds: it says how well the model's answer is known, not how well the model is. A verdict counts a",
        "difference beyond two standard errors, and speaks of the model. Where the model only gives back what was put",
        "in, the page says so. With a score of comparisons one may pass by chance: read the figures, "
        "not the verdicts alone.",
        "",
        "| | claim | verdict |",
        "|---|---|---|",
    ]
    for number, finding in enumerate(findings, start=1):
        lines.append(f"| {number} | {finding.title} | {finding.verdict} |")
    for number, finding in enumerate(findings, start=1):
        lines += ["", f"## {number}. {finding.title}", "", f"**Claim.** {finding.claim}", ""]
        lines += [f"**Experiment.** {finding.experiment}", "", "**Figures.**", ""]
        lines += [f"- {line}" for line in finding.figures]
        lines += ["", f"**Verdict.** {finding.verdict[0].upper()}{finding.verdict[1:]}.", ""]
        lines += [f"**What would change it.** {finding.change}"]
        if finding.restated:
            lines += ["", f"**Assumption restated.** {finding.restated}"]
    return "\n".join(lines) + "\n"
