"""Levers in words: what each is called on the page, and which come first."""

from ....catalog.check import Parameter

FIRST = (
    "tariffs.scale",
    "policy.ban_week",
    "ai.demand_scale",
    "energy.support_usd_per_mwh",
    "bitcoin.drift",
    "bitcoin.volatility",
    "power.growth_scale",
    "vendors.support_scale",
    "relocation.allowed",
)
"""What a class asks about first; the others are a click away."""
HIDDEN = ("start", "bitcoin.price_path")
"""Set by choosing a scenario, not by hand."""

LABELS = {
    "weeks": "Length of the run",
    "bitcoin.price_model": "How the Bitcoin price is drawn",
    "bitcoin.drift": "Bitcoin price growth",
    "bitcoin.volatility": "Bitcoin price volatility",
    "bitcoin.fees_mean_btc_per_day": "Transaction fees, long run",
    "bitcoin.halving": "Halvings",
    "mining.pooling": "Pooled or solo mining",
    "mining.curtailment": "Demand response",
    "power.auction": "Power is auctioned",
    "power.growth_scale": "New grid connections",
    "power.supply_premium": "Price of new power contracts",
    "ai.buyers": "AI companies buy power",
    "ai.demand_scale": "Growth of AI demand",
    "tariffs.scale": "Tariffs on rigs",
    "tariffs.waiting": "Uncertain duties delay orders",
    "policy.ban_week": "Ban on Chinese rigs, week",
    "policy.ban_announced_week": "Ban announced, week",
    "policy.claims": "Customs reassesses past imports",
    "energy.support_usd_per_mwh": "Energy support",
    "energy.support_week": "Energy support from week",
    "vendors.roadmap": "Better machines keep coming",
    "vendors.localisation": "Chinese makers may build in the US",
    "vendors.support_scale": "American makers' capacity",
    "miners.conduct": "Market power in ordering",
    "miners.hurdle": "Rule for ordering",
    "miners.closing": "Firms may close in order",
    "capital.lending": "Miners may borrow",
    "capital.equity": "Majors may issue shares and notes",
    "capital.listing": "Private miners may go public",
    "relocation.allowed": "Firms may go abroad",
    "takeovers.distressed": "Failed firms' assets are sold",
    "takeovers.mergers": "Takeovers of living firms",
    "takeovers.ai_takeovers": "AI buyers may take over miners",
    "entry.entry": "New firms may enter",
    "rest_of_world.growth_scale": "Orders of the rest of the world",
}
UNITS = {
    "ratio": "×",
    "1/year": "a year",
    "1/sqrt(year)": "a year",
    "k": "0 price taker – 1 Cournot",
    "on/off": "",
    "name": "",
    "week": "week",
}
CHOICES = {
    "gbm": "random walk with jumps",
    "bootstrap": "drawn from 2019–2025",
    "pooled": "pooled",
    "solo": "solo",
}
GROUPS = {
    "weeks": "The run",
    "bitcoin": "Bitcoin",
    "mining": "Mining",
    "power": "Power",
    "ai": "AI",
    "tariffs": "Tariffs",
    "policy": "Policy",
    "energy": "Energy",
    "vendors": "Rig makers",
    "miners": "Miners",
    "capital": "Capital",
    "relocation": "Going abroad",
    "takeovers": "Takeovers",
    "entry": "Entry",
    "rest_of_world": "Rest of the world",
}
NEVER = "never"


def label(name: str) -> str:
    """What a lever is called."""
    return LABELS.get(name) or name.rpartition(".")[2].replace("_", " ").capitalize()


def unit(parameter: Parameter) -> str:
    """Its unit as people write it."""
    return UNITS.get(parameter.unit, parameter.unit)


def said(parameter: Parameter, value: object) -> str:
    """A value of a lever in words."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return CHOICES.get(value, value)
    if parameter.name.endswith("ban_week") and value == 0:
        return NEVER
    return f"{value:g} {unit(parameter)}".rstrip()


def explained(parameter: Parameter) -> str:
    """The schema's line of help as a sentence, and the bounds."""
    help = parameter.help.replace("January-2025", "January 2025").replace(" x ", " × ")
    text = help[:1].upper() + help[1:] + ("" if help.endswith(".") else ".")
    if parameter.type in ("number", "whole"):
        text += f" From {parameter.low:g} to {parameter.high:g} {unit(parameter)}".rstrip() + "."
    return text
