"""The tables that a run leaves beside its series: every column with its unit and what it is."""

from dataclasses import dataclass

from ..engine.columns import Column, column
from .tables import describe


@dataclass(frozen=True)
class PanelColumn:
    """A column of the panel, the firms' column it comes from ("cash" is the firm's account), and the scale between."""

    name: str
    source: str
    unit: str
    scale: float = 1.0
    type: str = "f8"
    summed: bool = True  # whether a sum over firms means something

    @property
    def meaning(self) -> str:
        """What it is: the meaning of its source."""
        return _FIRMS[self.source].meaning

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that it can be."""
        return _FIRMS[self.source].bounds


_FIRMS = {one.name: one for one in describe("firms")} | {
    "cash": column("cash", "i8", "cents", "balance of its account")
}

PANEL_COLUMNS = (
    PanelColumn("alive", "alive", "", type="i8", summed=False),
    PanelColumn("exited", "exited", "", type="i8", summed=False),
    PanelColumn("exit_cause", "exit_cause", "", type="i8", summed=False),
    PanelColumn("cash_usd", "cash", "USD", 0.01),
    PanelColumn("btc", "btc_sat", "BTC", 1e-08),
    PanelColumn("loan_usd", "loan_cents", "USD", 0.01),
    PanelColumn("notes_usd", "notes_cents", "USD", 0.01),
    PanelColumn("credit_limit_usd", "credit_limit_cents", "USD", 0.01),
    PanelColumn("asset_usd", "asset_cents", "USD", 0.01),
    PanelColumn("rig_value_usd", "rig_value_cents", "USD", 0.01),
    PanelColumn("revenue_usd", "revenue_cents", "USD", 0.01),
    PanelColumn("cost_usd", "cost_cents", "USD", 0.01),
    PanelColumn("power_cost_usd", "power_cents", "USD", 0.01),
    PanelColumn("overhead_usd", "overhead_cents", "USD", 0.01),
    PanelColumn("mined_btc", "mined_sat", "BTC", 1e-08),
    PanelColumn("hash_eh_s", "hash_th_s", "EH/s", 1e-06),
    PanelColumn("us_hash_eh_s", "us_th_s", "EH/s", 1e-06),
    PanelColumn("installed_eh_s", "installed_th_s", "EH/s", 1e-06),
    PanelColumn("ordered_eh_s", "ordered_th_s", "EH/s", 1e-06),
    PanelColumn("fleet_mw", "fleet_watts", "MW", 1e-06),
    PanelColumn("draw_mw", "draw_kw", "MW", 0.001),
    PanelColumn("mining_mw", "mining_kw", "MW", 0.001),
    PanelColumn("us_mining_mw", "us_mining_kw", "MW", 0.001),
    PanelColumn("ai_mw", "ai_kw", "MW", 0.001),
    PanelColumn("held_mw", "held_kw", "MW", 0.001),
    PanelColumn("free_mw", "free_kw", "MW", 0.001),
    PanelColumn("power_usd_per_mwh", "power_usd_per_mwh", "USD/MWh", summed=False),
    PanelColumn("payback_limit_weeks", "payback_limit_weeks", "week", summed=False),
    PanelColumn("breach_weeks", "breach_weeks", "week", summed=False),
    PanelColumn("under_water_weeks", "under_water_weeks", "week", summed=False),
    PanelColumn("duties_52w_usd", "duties_52w_cents", "USD", 0.01),
    PanelColumn("forfeited_usd", "forfeited_cents", "USD", 0.01),
    PanelColumn("claim_usd", "claim_cents", "USD", 0.01),
    PanelColumn("lost_to_ai_mw", "lost_to_ai_kw", "MW", 0.001),
    PanelColumn("lost_to_miners_mw", "lost_to_miners_kw", "MW", 0.001),
    PanelColumn("evicted_mw", "evicted_kw", "MW", 0.001),
)

WEEK = (column("week", "i8", "week", "from 1"), column("date", "i8", "", "Monday on which the week begins"))
EVENT_COLUMNS: tuple[Column, ...] = (
    *WEEK,
    column("kind", "text", "", "what happened"),
    column("firm", "text", "", "to or by whom"),
    column("other", "text", "", "with whom"),
    column("power_mw", "f8", "MW", "of the sites it is about"),
    column("hash_eh_s", "f8", "EH/s", "of the machines it is about"),
    column("usd", "f8", "USD, or as the kind says", "a sum, or a price"),
    column("cause", "text", "", "why"),
)
FLOW_COLUMNS: tuple[Column, ...] = (
    *WEEK,
    column("payer", "text", "", "the sector that paid"),
    column("payee", "text", "", "the sector that was paid"),
    column("kind", "text", "", "for what"),
    column("usd", "f8", "USD", "how much"),
)
FIRM_COLUMNS: tuple[Column, ...] = (
    *WEEK,
    column("firm", "text", "", "its name"),
    column("class", "text", "", "small or major"),
)
