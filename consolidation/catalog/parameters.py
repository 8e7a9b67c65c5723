"""The scenario's parameters: every number the model assumes, with unit, bounds, role, source and help text.

One pydantic model a group. A parameter's dotted name (`tariffs.scale`) is its address everywhere: in scenario files,
on the command line, in a sweep's recipe, as a slider on the page, and, with an underscore for the dot, as the column
of the engine's one-row table of parameters (`params.tariffs_scale`).

Roles: a *lever* is something a person in the story decides; an *uncertainty* is something nobody knows;
a *constant* is settled by definition or so well known that varying it would answer no question.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .capacities import KEPT_FOR_OTHERS, LEAST_ROADMAP_WEEKS, N_FIRMS

Role = Literal["lever", "uncertainty", "constant"]


class Group(BaseModel):
    """A group of parameters, titled. Unknown keys, wrong types and values out of bounds are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def number(
    default: float,
    unit: str,
    low: float,
    high: float,
    help: str,
    source: str = "assumption",
    role: Role = "uncertainty",
    **words: Any,
) -> Any:
    """A real-valued parameter; `words` as in `shown`."""
    return Field(default, ge=low, le=high, description=help, json_schema_extra=shown(unit, source, role, **words))


def count(
    default: int,
    unit: str,
    low: int,
    high: int,
    help: str,
    source: str = "assumption",
    role: Role = "uncertainty",
    **words: Any,
) -> Any:
    """A whole-number parameter; `words` as in `shown`."""
    return Field(default, ge=low, le=high, description=help, json_schema_extra=shown(unit, source, role, **words))


def switch(default: bool, help: str, role: Role = "lever", **words: Any) -> Any:
    """A mechanism that is on or off; `words` as in `shown`."""
    return Field(default, description=help, json_schema_extra=shown("on/off", "assumption", role, **words))


def choice(default: str, help: str, source: str = "assumption", role: Role = "lever", **words: Any) -> Any:
    """One of a few named rules; `words` as in `shown`."""
    return Field(default, description=help, json_schema_extra=shown("name", source, role, **words))


def shown(
    unit: str, source: str, role: Role, label: str = "", first: int = 0, zero: str = "", beyond: str = ""
) -> dict[str, Any]:
    """What a field says beside its value and bounds: a lever's `label` on the page, its turn among the `first` ones
    there, the word for its `zero`, and what takes it `beyond` its bounds.
    """
    words = {"label": label, "first": first, "zero": zero, "beyond": beyond}
    return {"unit": unit, "source": source, "role": role, **words}


class Bitcoin(Group, title="Bitcoin"):
    price_path: str = choice("", "CSV beside the scenario with the week's price and fees; empty: the price is drawn")
    price_model: Literal["gbm", "bootstrap"] = choice(
        "gbm",
        "how the price is drawn: gbm with jumps, or a block bootstrap of 2019-2025",
        label="How the Bitcoin price is drawn",
    )
    opening_price_usd: float = number(
        83_000.0, "USD/BTC", 100, 10_000_000, "price at the start", "data/bitcoin_monthly.csv, 31 March 2025"
    )
    drift: float = number(
        0.25, "1/year", -1.0, 2.0, "expected growth of the price", role="lever", label="Bitcoin price growth", first=5
    )
    volatility: float = number(
        0.50,
        "1/sqrt(year)",
        0.0,
        2.0,
        "volatility of the price without its jumps",
        role="lever",
        label="Bitcoin price volatility",
        first=6,
    )
    jumps_per_year: float = number(1.0, "1/year", 0.0, 12.0, "how often the price jumps")
    jump_size: float = number(0.10, "log", 0.0, 0.6, "standard deviation of a jump")
    fees_btc_per_day: float = number(
        4.5, "BTC/day", 0.0, 500.0, "transaction fees at the start", "data/bitcoin_monthly.csv"
    )
    fees_mean_btc_per_day: float = number(
        7.0, "BTC/day", 0.0, 500.0, "where fees revert to", role="lever", label="Transaction fees, long run"
    )
    fees_reversion: float = number(0.15, "1/week", 0.0, 1.0, "share of the gap that closes in a week")
    fees_volatility: float = number(0.20, "log/sqrt(week)", 0.0, 2.0, "weekly noise of fees")
    fee_bursts_per_year: float = number(1.0, "1/year", 0.0, 20.0, "weeks of congestion")
    fee_burst_size: float = number(4.0, "ratio", 1.0, 50.0, "fees in a burst over fees before it")
    halving: bool = switch(True, "the subsidy halves every 210,000 blocks; off: it stays as it is", label="Halvings")
    opening_height: int = count(
        890_200, "block", 0, 10_000_000, "block height at the start", "block explorer, 31 March 2025", "constant"
    )
    opening_difficulty: float = number(
        113.7575e12, "difficulty", 1e11, 1e18, "difficulty at the start", "in force since height 889,056", "constant"
    )
    opening_block_seconds: float = number(
        562.0,
        "s",
        60,
        6000,
        "mean block time of the running epoch so far",
        "implied by the retarget of 5 April 2025",
        "constant",
    )
    opening_network_eh_s: float = number(
        820.0,
        "EH/s",
        0.001,
        100_000,
        "network hash rate at the start, smoothed",
        "data/bitcoin_monthly.csv",
        "constant",
    )


class Mining(Group, title="Mining"):
    pooling: Literal["pooled", "solo"] = choice(
        "pooled",
        "pooled miners are paid per share (FPPS); solo ones by the blocks they find",
        label="Pooled or solo mining",
    )
    pool_fee: float = number(0.015, "share", 0.0, 0.1, "FPPS pool fee", "published pool fees, 1-2 %")
    switching_band: float = number(
        0.04, "share", 0.0, 0.5, "a rig stops only this far below, and starts this far above, break-even"
    )
    overhead_power: float = number(1.03, "ratio", 1.0, 2.0, "power at the meter over power of the rigs")
    block_luck: bool = switch(True, "blocks come as a Poisson process; off: at their expected pace", role="constant")
    failure_per_week: float = number(0.0015, "1/week", 0.0, 0.05, "share of rigs that fail in a week")
    curtailment: bool = switch(
        True, "miners switch off in the grid's tight hours and are paid for it", label="Demand response"
    )
    curtailed_hours: float = number(
        0.04,
        "share of hours",
        0.0,
        0.5,
        "hours in which a curtailable load is off",
        "filings of Texas miners, 3-6 % (estimate)",
    )


class Power(Group, title="Power"):
    auction: bool = switch(
        True,
        "leased, hosted and new megawatts are auctioned; off: every contract renews at the posted price",
        label="Power is auctioned",
    )
    growth_scale: float = number(
        1.0,
        "ratio",
        0.0,
        5.0,
        "multiplies the megawatts that regions' queues deliver",
        role="lever",
        label="New grid connections",
        first=7,
    )
    price_growth: float = number(
        0.015, "1/year", -0.1, 0.3, "growth of contract prices from everything outside the model"
    )
    supply_elasticity: float = number(3.0, "ratio", 0.2, 50.0, "log load over log price along a region's supply curve")
    background_load: float = number(
        4.0, "ratio", 0.0, 100.0, "other flexible load on the same curve over the opening megawatts of the model"
    )
    incumbent_edge_usd_per_mwh: float = number(
        8.0, "USD/MWh", 0.0, 100.0, "how far a rival must outbid the sitting tenant"
    )
    dearest_contract: float = number(
        1.8, "ratio", 1.0, 20.0, "no miner signs a contract above so many times the posted price, whatever hashprice is"
    )
    expiring_per_year: float = number(0.15, "1/year", 0.0, 1.0, "at most this share of megawatts comes up in a year")
    contract_years: float = number(3.0, "year", 0.5, 20.0, "length of a power contract")
    cost_besides_power_usd_per_mwh: float = number(1.0, "USD/MWh", 0.0, 50.0, "repairs, by the MWh; staff is overhead")
    capital_charge: float = number(
        0.35, "share", 0.0, 1.0, "share of a new rig's gross margin its purchase claims when its owner bids for power"
    )
    site_usd_per_kw: float = number(
        350.0,
        "USD/kW",
        0.0,
        3000.0,
        "to build a mining site on megawatts won",
        "data/history.csv: deals at 0.4-1.5 million USD a MW",
    )
    hosting_margin_usd_per_mwh: float = number(9.0, "USD/MWh", 0.0, 100.0, "a host's margin over its power")
    supply_premium: float = number(
        1.0,
        "ratio",
        0.5,
        3.0,
        "posted price of new contracts over the opening contract price",
        role="lever",
        label="Price of new power contracts",
    )


class AI(Group, title="AI"):
    buyers: bool = switch(True, "AI companies buy power at all", label="AI companies buy power")
    demand_scale: float = number(
        1.0,
        "ratio",
        0.0,
        5.0,
        "multiplies the growth of AI demand after the start",
        role="lever",
        label="Growth of AI demand",
        first=3,
    )
    signed_mw: float = number(
        1_200.0, "MW", 0.0, 50_000, "signed with miners at the start", "data/ai_leases.csv, data/firms.csv", "constant"
    )
    demand_mw_2028: float = number(
        6_000.0, "MW", 0.0, 50_000, "wanted from sites a miner could sell, by the end of 2028"
    )
    growth_after_2028: float = number(0.05, "1/year", -0.5, 1.0, "growth of that demand afterwards")
    willingness_usd_per_mwh: float = number(
        95.0,
        "USD/MWh",
        0.0,
        1000.0,
        "what a buyer pays for bare power, net of its buildings",
        "leases of 139-217 USD/MWh less 1.5-13 million USD a MW (computed)",
    )
    willingness_spread: float = number(0.15, "log", 0.0, 1.0, "spread of that among regions and weeks")
    lease_musd_per_mw_year: float = number(
        1.30, "million USD/MW-year", 0.0, 5.0, "rent a landlord receives, power passed through", "data/ai_leases.csv"
    )
    landlord_capex_musd_per_mw: float = number(
        3.0,
        "million USD/MW",
        0.0,
        20.0,
        "what the landlord pays to convert a hall",
        "data/ai_leases.csv: 1.5 to 13.2, by who funds it",
    )
    project_debt_share: float = number(
        0.80,
        "share",
        0.0,
        1.0,
        "of that, carried by the project's own lenders and served from the rent",
        "data/ai_leases.csv: one lease at loan-to-cost 0.8",
    )
    build_weeks: int = count(52, "week", 1, 260, "to convert a hall", "data/ai_leases.csv: 9-18 months")
    lease_years: float = number(12.0, "year", 1.0, 30.0, "length of a lease", "data/ai_leases.csv")
    min_site_mw: float = number(
        50.0, "MW", 0.0, 1000.0, "smallest site an AI buyer leases whole", "assumption; announced sites are larger"
    )
    auction_block_mw: float = number(4.0, "MW", 0.0, 1000.0, "smallest block an AI buyer takes in an auction")
    auction_share: float = number(
        0.30, "share", 0.0, 1.0, "of the megawatts a buyer still wants, at most this a month is bid for in auctions"
    )
    vacancy_hurdle: float = number(
        1.25, "ratio", 1.0, 5.0, "a landlord of average attitude converts when the lease is worth this times the mine"
    )


class Tariffs(Group, title="Tariffs"):
    scale: float = number(
        1.0,
        "ratio",
        0.0,
        5.0,
        "duty = January-2025 rate + scale x (rate in force - January-2025 rate)",
        role="lever",
        label="Tariffs on rigs",
        first=1,
    )
    snapback_chance: float = number(0.5, "probability", 0.0, 1.0, "that paused duties come back on 9 July 2025")
    believed_snapback: float = number(0.5, "probability", 0.0, 1.0, "what buyers think that chance is")
    waiting: bool = switch(
        True, "uncertain duties make buyers wait (real options)", label="Uncertain duties delay orders"
    )


class Policy(Group, title="Policy"):
    ban_week: int = count(
        0,
        "week",
        0,
        2_000,
        "week in which rigs of Chinese makers are banned; 0: never",
        role="lever",
        label="Ban on Chinese rigs, week",
        first=2,
        zero="never",
    )
    ban_announced_week: int = count(
        0,
        "week",
        0,
        2_000,
        "week from which a coming ban is expected; 0: it comes without warning",
        role="lever",
        label="Ban announced, week",
    )
    ban_belief: float = number(0.0, "probability", 0.0, 1.0, "chance buyers give to a ban while an order is under way")
    announced_ban_belief: float = number(
        0.6, "probability", 0.0, 1.0, "chance buyers give to an announced ban while an order is under way"
    )
    ban_diverted: float = number(
        0.5, "share", 0.0, 1.0, "of banned rigs, taken by the buyer abroad; the rest is cancelled and the deposit lost"
    )
    claims: bool = switch(
        True, "customs reassesses past imports from South-East Asia as Chinese", label="Customs reassesses past imports"
    )
    claim_chance_per_year: float = number(
        0.06,
        "1/year",
        0.0,
        2.0,
        "chance a year that an importer of South-East Asian rigs is reassessed",
        "data/history.csv: two majors in a year",
    )
    claim_rate: float = number(
        0.25, "ad valorem", 0.0, 2.0, "duty reclaimed on a year's imports", "section 301, data/tariffs.csv"
    )
    claim_settled: float = number(0.35, "share", 0.0, 1.0, "of a claim, paid in the end")
    claim_weeks: int = count(104, "week", 1, 520, "from claim to settlement")


class Energy(Group, title="Energy"):
    support_usd_per_mwh: float = number(
        0.0,
        "USD/MWh",
        0.0,
        100.0,
        "paid by the government to American miners per MWh mined",
        role="lever",
        label="Energy support",
        first=4,
    )
    support_week: int = count(
        1, "week", 1, 2_000, "week from which the support is paid", role="lever", label="Energy support from week"
    )


class Vendors(Group, title="Rig makers"):
    price_ratio: float = number(
        0.37,
        "(USD/TH)/(USD/PH/day)",
        0.05,
        2.0,
        "rig price over hashprice at 17.5 J/TH",
        "data/rig_prices.csv over data/bitcoin_monthly.csv: 0.3-0.6",
    )
    price_elasticity: float = number(0.80, "ratio", 0.0, 2.0, "of the rig price to hashprice")
    efficiency_elasticity: float = number(
        0.60, "ratio", 0.0, 3.0, "of a model's price to its J/TH", "data/rig_prices.csv"
    )
    price_lag_weeks: float = number(3.0, "week", 1.0, 26.0, "lag of list prices behind the market")
    backlog_markup: float = number(
        0.35, "ratio", 0.0, 2.0, "highest mark-up on the usual relation to hashprice, when queues are long"
    )
    price_adjustment: float = number(
        0.02, "1/week", 0.0, 0.5, "prices move so much a week for a queue twice, or none of, the usual one"
    )
    usual_queue_weeks: float = number(8.0, "week", 0.5, 52.0, "a vendor's usual queue")
    deepest_discount: float = number(0.30, "share", 0.0, 0.9, "below the usual relation to hashprice")
    unit_cost_usd_per_th: float = number(
        9.5, "USD/TH", 0.1, 100.0, "to make a terahash of the 17.5 J/TH class at the start"
    )
    least_margin: float = number(0.05, "share", 0.0, 1.0, "no vendor sells below cost plus this")
    capacity_scale: float = number(1.0, "ratio", 0.0, 10.0, "multiplies every vendor's capacity")
    capacity_growth: float = number(
        0.10, "1/year", -0.5, 1.0, "capacity in TH grows as chips improve, when backlog is there"
    )
    roadmap: bool = switch(True, "better models keep coming", label="Better machines keep coming")
    roadmap_j_per_th: float = number(
        0.16, "1/year", 0.0, 0.5, "improvement of new models a year", "announced roadmaps, 15-25 %"
    )
    roadmap_weeks: int = count(52, "week", LEAST_ROADMAP_WEEKS, 260, "between a vendor's generations")
    roadmap_slowdown_after_2028: float = number(0.5, "ratio", 0.0, 1.0, "multiplies the improvement after 2028")
    best_j_per_th: float = number(4.0, "J/TH", 0.5, 50.0, "no roadmap goes below", "assumption about CMOS limits")
    deposit_share: float = number(0.25, "share", 0.0, 1.0, "paid at order", "filings: 10-50 %")
    lead_weeks: int = count(10, "week", 1, 104, "from order to shipping when nothing is in the way")
    transit_weeks: int = count(3, "week", 0, 26, "at sea and at customs")
    domestic_transit_weeks: int = count(1, "week", 0, 26, "from an American line to an American site")
    localisation: bool = switch(
        True, "Chinese makers may build American assembly lines", label="Chinese makers may build in {home.place}"
    )
    line_musd: float = number(40.0, "million USD", 0.0, 1000.0, "to build an American line")
    line_weeks: int = count(39, "week", 1, 260, "to build it", "assumption: 26-52 weeks")
    line_capacity: float = number(0.08, "share", 0.0, 1.0, "of the vendor's capacity")
    line_cost_premium: float = number(0.08, "share", 0.0, 1.0, "extra unit cost of American assembly")
    line_payback_weeks: float = number(
        104.0, "week", 1, 1000, "a line is built when the duty it saves pays it back so fast"
    )
    line_earliest_week: int = count(
        13, "week", 0, 2_000, "no line is decided before", "data/vendors.csv: announced mid-2025"
    )
    trust_discount: float = number(
        0.08, "share", 0.0, 0.9, "discount at which a buyer is indifferent between the market leader and a small maker"
    )
    loyalty_share: float = number(
        0.5,
        "share",
        0.0,
        1.0,
        "of an owner's orders that go to the maker it owns",
        "data/vendors.csv: MARA and Auradine",
    )
    support_scale: float = number(
        1.0,
        "ratio",
        0.0,
        20.0,
        "multiplies American makers' capacity",
        role="lever",
        label="American makers' capacity",
        first=8,
    )


class Miners(Group, title="Miners"):
    anonymous: int = count(
        200,
        "firm",
        0,
        max(N_FIRMS - KEPT_FOR_OTHERS, 200),
        "anonymous small miners",
        beyond="CONSOLIDATION_FIRMS makes room for more",
    )
    anonymous_eh_s: float = number(
        30.0, "EH/s", 0.0, 5_000, "their hash rate together", "estimate: what named firms leave of the US share"
    )
    size_log_sd: float = number(0.9, "log", 0.0, 3.0, "spread of their sizes (lognormal)")
    j_per_th: float = number(24.0, "J/TH", 5.0, 120.0, "their mean efficiency")
    j_per_th_spread: float = number(0.15, "log", 0.0, 1.0, "spread of that")
    power_usd_per_mwh: float = number(50.0, "USD/MWh", 0.0, 300.0, "their mean power price")
    power_spread_usd_per_mwh: float = number(7.0, "USD/MWh", 0.0, 100.0, "spread of that")
    power_size_slope: float = number(-1.5, "USD/MWh per log MW", -20.0, 20.0, "larger ones pay less")
    liquidity_musd_per_mw: float = number(0.12, "million USD/MW", 0.0, 10.0, "median cash and coins")
    liquidity_log_sd: float = number(1.0, "log", 0.0, 3.0, "spread of that")
    hosted_share: float = number(0.45, "share", 0.0, 1.0, "of anonymous miners, in another firm's hall")
    conduct: float = number(
        0.0,
        "k",
        0.0,
        1.0,
        "marginal revenue = hashprice x (1 - k x own share); 0 price taking, 1 Cournot",
        "Arnosti and Weinberg (2022) for k = 1",
        "lever",
        label="Market power in ordering",
    )
    payback_weeks: float = number(115.0, "week", 1, 1000, "median longest acceptable payback")
    payback_log_sd: float = number(0.25, "log", 0.0, 2.0, "spread of that")
    hurdle: Literal["payback", "barrier"] = choice(
        "payback",
        "when to order: within one's longest payback, or at the barrier of sunk cost under uncertainty and free entry",
        "barrier: Prat and Walter (2021)",
        label="Rule for ordering",
    )
    horizon_weeks: int = count(260, "week", 26, 1040, "a rig's economic life in a payback sum")
    belief_drift: float = number(0.0, "1/year", -1.0, 1.0, "expected drift of hashprice, halvings apart")
    belief_drift_sd: float = number(0.08, "1/year", 0.0, 1.0, "spread of that among firms")
    belief_halving: float = number(
        0.62,
        "ratio",
        0.3,
        1.0,
        "hashprice after a halving over before, as expected a year ahead",
        "targets.csv: -37 to -54 % at once, part recovered",
    )
    discount_per_year: float = number(0.15, "1/year", 0.0, 1.0, "cost of capital in waiting and lease sums")
    delivery_risk: float = number(0.03, "share", 0.0, 0.5, "expected loss on an order besides duty")
    install_usd_per_th: float = number(0.8, "USD/TH", 0.0, 20.0, "to install a rig")
    order_pace: float = number(
        0.10, "share", 0.0, 1.0, "of its megawatts whose machines a firm replaces at most in an order"
    )
    growth_pace: float = number(
        0.08,
        "share",
        0.0,
        0.5,
        "of its megawatts a firm bids for at a time, every second week or, if small, every fourth",
    )
    reserve_weeks: float = number(10.0, "week", 0.0, 104.0, "of cash costs kept when ordering")
    hodl_major: float = number(
        0.45, "share", 0.0, 1.0, "of a week's coins a major keeps", "treasuries grew about so in early 2025 (estimate)"
    )
    hodl_small: float = number(0.10, "share", 0.0, 1.0, "of a week's coins a small miner keeps")
    distribution: float = number(
        0.40, "share", 0.0, 1.0, "of cash beyond half a year of costs, paid to a small miner's owners in a quarter"
    )
    overhead_usd_per_week: float = number(4_000.0, "USD/week", 0.0, 1e7, "of any firm")
    overhead_usd_per_mw_week: float = number(1_500.0, "USD/MW-week", 0.0, 1e6, "per megawatt")
    overhead_listed_small_usd_per_week: float = number(40_000.0, "USD/week", 0.0, 1e7, "extra of a named small firm")
    overhead_major_usd_per_week: float = number(100_000.0, "USD/week", 0.0, 1e7, "extra of a major")
    closing_weeks: int = count(13, "week", 1, 520, "a firm worth less open than closed for so long closes")
    patience_weeks: float = number(
        48.0,
        "week of revenue",
        0.0,
        104.0,
        "what keeping the choice to go on is worth to an owner",
        "assumption; hysteresis of exit (Dixit 1989)",
    )
    closing: bool = switch(True, "firms may close in order", label="Firms may close in order")


class Capital(Group, title="Capital"):
    lending: bool = switch(True, "miners may borrow", label="Miners may borrow")
    equity: bool = switch(
        True, "listed firms may issue shares, and majors convertibles", label="Majors may issue shares and notes"
    )
    loan_rate: float = number(0.10, "1/year", 0.0, 1.0, "of secured loans")
    leverage_spread: float = number(0.08, "1/year", 0.0, 1.0, "added at full use of the limit")
    note_rate: float = number(0.03, "1/year", 0.0, 1.0, "of convertible notes")
    loan_weeks: int = count(104, "week", 4, 1040, "to maturity")
    note_weeks: int = count(260, "week", 4, 1040, "to maturity")
    rig_loan_to_value: float = number(0.40, "share", 0.0, 1.0, "lent against rigs")
    coin_loan_to_value: float = number(0.50, "share", 0.0, 1.0, "lent against coins")
    tightening: float = number(
        1.0, "ratio", 0.0, 5.0, "credit shrinks by so many times the fall of hashprice below its 26-week mean"
    )
    covenant: float = number(0.75, "share", 0.0, 5.0, "debt over assets at which a lender calls")
    covenant_weeks: int = count(8, "week", 1, 104, "to cure a breach")
    equity_per_week: float = number(0.005, "share", 0.0, 0.1, "of net asset value, issued at most in a week")
    hot_market: float = number(
        5.0,
        "ratio",
        0.0,
        20.0,
        "elasticity of what a market takes to the price over its 26-week mean; 0: the same in every market",
        "assumption; hot issue markets (Ritter 1984), miners' issues of 2021 and 2024",
    )
    listing: bool = switch(
        True, "a large private miner goes public when the market is hot", label="Private miners may go public"
    )
    listing_mw: float = number(100.0, "MW", 1.0, 10_000.0, "mining megawatts from which a private firm may list")
    listing_raise: float = number(
        0.5,
        "share",
        0.0,
        5.0,
        "of net asset value, raised in a listing",
        "assumption; listings of 2021 raised as much and more",
    )
    note_share: float = number(0.25, "share", 0.0, 2.0, "of net asset value, convertible debt a market takes")
    market_floor: float = number(
        0.75, "ratio", 0.0, 2.0, "capital markets shut when the price is below so much of its 26-week mean"
    )


class Relocation(Group, title="Going abroad"):
    allowed: bool = switch(True, "firms may open or move sites abroad", label="Firms may go abroad", first=9)
    moving_usd_per_kw: float = number(180.0, "USD/kW", 0.0, 3000.0, "to move and build abroad")
    gap_usd_per_mwh: float = number(9.0, "USD/MWh", 0.0, 100.0, "all-in advantage at which a firm goes")
    risk_usd_per_mwh: float = number(
        7.0, "USD/MWh", 0.0, 100.0, "cost of one step of policy risk (low, medium, high, very high)"
    )
    pace: float = number(0.15, "share", 0.0, 1.0, "of a firm's fleet that moves at most in a quarter")


class Takeovers(Group, title="Takeovers"):
    distressed: bool = switch(
        True,
        "the dead are sold in lots by sealed second-price bids; off: all is scrapped",
        label="Failed firms' assets are sold",
    )
    mergers: bool = switch(True, "living firms may be bought", label="Takeovers of living firms")
    reserve_usd_per_kw: float = number(40.0, "USD/kW", 0.0, 1000.0, "reserve price of a lot's site over scrap")
    synergy: float = number(0.06, "share", 0.0, 1.0, "of a target's cost a buyer saves besides its overhead")
    premium: float = number(0.25, "share", 0.0, 2.0, "over its own value a living target asks")
    offers_per_week: float = number(0.25, "1/week", 0.0, 20.0, "pairs that look at each other in a week")
    bidder_cash: float = number(0.6, "share", 0.0, 1.0, "of cash, coins and credit a bidder may spend")
    ai_takeovers: bool = switch(
        True, "AI buyers may bid for lots and firms, for their power", label="AI buyers may take over miners"
    )


class Entry(Group, title="Entry"):
    entry: bool = switch(True, "new firms may enter", label="New firms may enter")
    candidates_per_week: int = count(1, "firm/week", 0, 20, "potential entrants a week")
    size_mw: float = number(5.0, "MW", 0.1, 1000.0, "median size")
    size_log_sd: float = number(0.8, "log", 0.0, 3.0, "spread of sizes")
    funded_share: float = number(
        0.8, "share", 0.0, 5.0, "founding capital over what the site and new machines for all of it cost"
    )
    cost_musd: float = number(0.25, "million USD", 0.0, 1000.0, "sunk in founding")


class RestOfWorld(Group, title="Rest of the world"):
    growth_scale: float = number(
        1.0,
        "ratio",
        0.0,
        10.0,
        "multiplies the orders of the rest of the world",
        role="lever",
        label="Orders of the rest of the world",
    )
    build_rate: float = number(
        0.003,
        "1/week",
        0.0,
        0.1,
        "of its megawatts, begun to be built in a week when power earns what it did in early 2025",
        "fitted to 2019-2023 (docs/validation.md)",
    )
    build_elasticity: float = number(
        0.6,
        "ratio",
        0.0,
        3.0,
        "of that to what a megawatt-hour earns beyond its price and the machines' capital charge",
        "fitted to 2019-2023 (docs/validation.md)",
    )
    build_weeks: float = number(78.0, "week", 1.0, 520.0, "mean time to build a site and connect it")
    opening_construction: float = number(
        1.0, "ratio", 0.0, 20.0, "sites under construction at the start over what is usual at that rate"
    )
    spare_sites: float = number(
        0.03, "share", 0.0, 2.0, "powered sites that stand empty at the start, over those in use"
    )
    refit_rate: float = number(
        0.005,
        "1/week",
        0.0,
        0.1,
        "of its megawatts, whose machines are replaced in a week when everyone there wants to",
        "fitted to 2019-2023 (docs/validation.md)",
    )
    payback_weeks: float = number(
        60.0, "week", 1, 1000, "median longest acceptable payback", "fitted to 2019-2023 (docs/validation.md)"
    )
    payback_log_sd: float = number(0.30, "log", 0.01, 2.0, "spread of that")
    j_per_th: float = number(
        20.5, "J/TH", 5.0, 200.0, "mean efficiency at the start", "targets.csv: network 19.8 in March 2025 (Cambridge)"
    )
    j_per_th_spread: float = number(0.25, "log", 0.01, 1.0, "spread of that")
    power_usd_per_mwh: float = number(
        46.0, "USD/MWh", 1.0, 300.0, "median power price", "power_regions.csv: Cambridge median 45"
    )
    power_log_sd: float = number(0.38, "log", 0.01, 1.0, "spread of that")
    stranded_share: float = number(0.18, "share", 0.0, 0.9, "of its power below 15 USD/MWh, whatever happens")
    adjustment_per_week: float = number(
        0.12, "1/week", 0.01, 1.0, "of the gap between wanted and running machines closed in a week"
    )
    retirement_weeks: float = number(
        156.0, "week", 1.0, 520.0, "mean time until machines that stand still are scrapped"
    )
    china_ban_week: int = count(
        0,
        "week",
        0,
        2_000,
        "week in which China's miners are switched off; 0: never",
        "June 2021 in history-2019",
        "constant",
    )
    china_share: float = number(
        0.55,
        "share",
        0.0,
        1.0,
        "of the rest of the world that stops then",
        "Cambridge: 46 % of the network in April 2021, of the five sixths of it outside the US",
        "constant",
    )
    china_return_weeks: float = number(26.0, "week", 1.0, 520.0, "mean time until those machines run elsewhere")


GROUPS: dict[str, type[Group]] = {
    "bitcoin": Bitcoin,
    "mining": Mining,
    "power": Power,
    "ai": AI,
    "tariffs": Tariffs,
    "policy": Policy,
    "energy": Energy,
    "vendors": Vendors,
    "miners": Miners,
    "capital": Capital,
    "relocation": Relocation,
    "takeovers": Takeovers,
    "entry": Entry,
    "rest_of_world": RestOfWorld,
}
