"""The fixed numbers: what rules assume and no scenario changes, each with unit, meaning and source.

They live in a row of the world like parameters (`world.fixed[0].home_edge_usd_per_mwh`), so that changing one changes
every run's id and compiles nothing. A scenario file cannot set them; `Scenario.with_fixed` and the sensitivity can. A
number that deserves a scenario of its own becomes a parameter. Constants of the protocol and sizes of tables are
compile-time constants.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import BadInput


@dataclass(frozen=True)
class Fixed:
    """One number: whole if it is written so."""

    value: float
    unit: str
    meaning: str
    source: str


def fixed(value: float, unit: str, meaning: str, source: str = "assumption") -> Fixed:
    """A number that rules assume."""
    return Fixed(value, unit, meaning, source)


RIG_PRICES = "data/rig_prices.csv, end of 2022"

FIXED: dict[str, Fixed] = {
    # What a machine is worth, and when it pays back.
    "reference_j_per_th": fixed(17.5, "J/TH", "machine whose prices the ratios of list and used prices are given for"),
    "used_price_ratio": fixed(
        0.26, "USD/TH per USD/PH/day", "price of a used reference machine over hashprice", RIG_PRICES
    ),
    "used_price_exponent": fixed(1.8, "", "how steeply a used machine's price falls with its J/TH", RIG_PRICES),
    "used_sale_share": fixed(0.80, "share", "of a used machine's value that its seller gets"),
    "scrap_usd_per_th": fixed(0.30, "USD/TH", "price of a machine that nobody runs any more"),
    "usual_lead_weeks": fixed(13.0, "week", "from order to running, where no maker's queue is looked at"),
    # Orders of machines.
    "small_orders_every_weeks": fixed(4, "week", "between a small miner's decisions on machines and power"),
    "major_orders_every_weeks": fixed(2, "week", "between a major's"),
    "least_small_order_kw": fixed(30, "kW", "smallest order worth a small miner's trouble"),
    "least_major_order_kw": fixed(1_000, "kW", "smallest order worth a major's trouble"),
    "least_order_usd_per_kw": fixed(500.0, "USD/kW", "budget for the smallest order below which no sums are done"),
    "least_order_share": fixed(0.5, "share", "of the smallest order below which what can be paid for is not ordered"),
    "longest_lead_weeks": fixed(45.0, "week", "lead time beyond which nobody orders"),
    "longest_loyal_lead_weeks": fixed(60.0, "week", "the same for an owner at its own maker"),
    "loyalty_patience": fixed(1.15, "ratio", "an owner lets its own maker's payback be so many times its limit"),
    "longest_counted_queue_weeks": fixed(52.0, "week", "of a maker's queue that a buyer counts in the lead time"),
    "budget_credit_share": fixed(0.5, "share", "of unused credit that a firm commits to machines"),
    "budget_coin_share": fixed(0.5, "share", "of its coins that a firm commits to machines"),
    "hodler_from_share": fixed(0.5, "share", "of mined coins kept from which a firm does not commit coins to machines"),
    "budget_equity_weeks": fixed(13.0, "week", "of share issues that a listed firm commits to machines"),
    "ban_horizon_weeks": fixed(13.0, "week", "within which an announced ban is expected to be settled"),
    # Growing in megawatts, at home and abroad.
    "free_power_share": fixed(0.06, "share", "of its mines unused above which a firm fills them before it grows"),
    "turning_attitude": fixed(1.6, "", "attitude to AI from which a firm does not grow its mines at all"),
    "least_growth_kw": fixed(100, "kW", "smallest bid for power worth the trouble"),
    "growth_free_share": fixed(0.25, "share", "of wanted megawatts that a region must have free to be considered"),
    "home_edge_usd_per_mwh": fixed(4.0, "USD/MWh", "by which the home region counts as cheaper"),
    "spread_years": fixed(5.0, "year", "over which building costs, moves and duties are spread"),
    "build_weeks": fixed(8, "week", "from megawatts won to machines running"),
    "expiring_carry_weeks": fixed(13.0, "week", "of contract ends that a region carries on if none came up"),
    "expiring_carry_kw": fixed(2_000.0, "kW", "of contract ends that a region carries on at least"),
    "lowest_base_load_ratio": fixed(0.1, "ratio", "of a region's opening megawatts that its opening load is at least"),
    "lowest_load_ratio": fixed(0.2, "ratio", "load over the opening's below which the supply curve is flat"),
    "relocation_every_weeks": fixed(13, "week", "between a firm's looks abroad"),
    "least_small_move_kw": fixed(2_000, "kW", "smallest move of a small miner: nobody ships a few containers"),
    "least_major_move_kw": fixed(10_000, "kW", "smallest move of a major"),
    "move_free_share": fixed(0.5, "share", "of a country's free megawatts that one firm takes at once"),
    "moving_weeks": fixed(8, "week", "in which moved machines stand still"),
    # Entry and leaving.
    "entrant_power_spread": fixed(0.08, "log sd", "of entrants' bids for power"),
    "entrant_capital_spread": fixed(0.3, "log sd", "of founders' money"),
    "entrant_site_share": fixed(0.5, "share", "of its site's cost that an entrant wants back from the first machines"),
    "entrant_won_share": fixed(0.5, "share", "of the wanted megawatts without which an entrant gives up"),
    "entrant_capital_multiple": fixed(2, "ratio", "of its building cost that an entrant's money must exceed"),
    "founding_weeks": fixed(52, "week", "that a founder gives a new firm before it may close"),
    "gone_share": fixed(0.10, "share", "of its peak below which a firm has left American mining"),
    "closing_profit_weeks": fixed(104.0, "week", "of profit that staying open is worth"),
    "closing_sale_share": fixed(
        0.5, "share", "of machines' market value that a closing firm gets, brokers, haulage and haste paid"
    ),
    "closing_kept_share": fixed(0.75, "share", "of today's salvage value still there after two more years"),
    # Halls for AI.
    "landlord_capital_years": fixed(8.0, "year", "in which a landlord wants its own share of a conversion back"),
    "landlord_equity_share": fixed(0.1, "share", "of net assets that a listed landlord places as shares for a hall"),
    "least_hall_left_share": fixed(0.2, "share", "of the smallest hall below which no remainder is left at a site"),
    "hosting_occupancy": fixed(0.80, "share", "of a hall's slots without a tenant of the model, let to outsiders"),
    "ai_mood_weeks": fixed(13, "week", "for which a region's AI buyer keeps its mood"),
    "ai_rent_mood_share": fixed(0.5, "share", "of a buyer's mood that is in the rents it pays"),
    # Lenders, investors, owners.
    "profit_memory_weeks": fixed(8.0, "week", "over which a firm's profit is averaged"),
    "most_market_heat": fixed(20.0, "ratio", "of the usual that a hot market takes in shares at most"),
    "cash_target_weeks": fixed(26, "week", "of costs that a firm holds before it repays or pays out"),
    "note_price_over_mean": fixed(1.10, "ratio", "price over its half-year mean from which notes are issued"),
    "note_issue_share": fixed(0.05, "share", "of net assets issued in notes in one week at most"),
    "least_note_issue_share": fixed(0.02, "share", "of net assets below which no notes are issued"),
    "extension_weeks": fixed(13, "week", "by which a loan or note that cannot be refinanced is extended"),
    "loan_extension_repaid": fixed(0.125, "share", "of a loan's excess repaid for its extension"),
    "note_extension_repaid": fixed(0.25, "share", "of notes repaid for their extension"),
    "spare_cash_repaid": fixed(0.25, "share", "of spare cash that repays loans in a week"),
    "distribution_weeks": fixed(13.0, "week", "over which owners draw their part of spare cash"),
    "listing_price_over_mean": fixed(1.10, "ratio", "price over its half-year mean from which firms go public"),
    "listing_chance_per_week": fixed(0.05, "1/week", "that a firm which can go public does; preparing takes months"),
    # What a failure is put down to.
    "most_power_lost_share": fixed(0.5, "share", "of peak megawatts lost from which their loss is the cause"),
    "weighty_claim_share": fixed(0.25, "share", "of assets from which a claim is the cause"),
    "weighty_duty_weeks": fixed(12, "week", "of costs paid in duty in a year from which duty is the cause"),
    "worn_fleet_w_per_kw": fixed(400.0, "W/kW", "of machines in a mine below which a worn fleet is the cause"),
    "least_dearer_usd_per_mwh": fixed(2.0, "USD/MWh", "rise of its power price from which that can be the cause"),
    "recent_halving_weeks": fixed(40, "week", "after a halving in which it is the cause of lost margins"),
    # Takeovers and lots.
    "lot_margin_years": fixed(
        2.0,
        "year",
        "of margin that a miner pays for megawatts",
        "data/history.csv: 0.4-1.5 million USD a MW with machines"
    ),
    "lot_ai_margin_years": fixed(3.0, "year", "of margin that an AI buyer pays for megawatts"),
    "lot_rent_years": fixed(4.0, "year", "of rent that a let hall is worth"),
    "lot_reserve_weeks": fixed(20, "week", "of costs that a bidder keeps"),
    "lot_view_spread": fixed(0.08, "log sd", "of bidders' views of a lot"),
    "lot_size_multiple": fixed(4, "ratio", "of its own megawatts that a private bidder takes on at most"),
    "lot_size_from_kw": fixed(5_000, "kW", "that the smallest bidder counts as its own"),
    "eager_attitude": fixed(1.3, "", "attitude to AI from which a firm buys only what it could let"),
    "priced_profit_weeks": fixed(156.0, "week", "of profit that a going concern is worth"),
    "priced_asset_share": fixed(0.5, "share", "of net assets on top of them"),
    "priced_saving_weeks": fixed(104.0, "week", "of saved overhead that a buyer pays for"),
    "weeks_to_close": fixed(8, "week", "from first talks to a deal: none closes in the first weeks of a run"),
    "buyer_size_multiple": fixed(2, "ratio", "of the target's assets that a buyer has"),
    "stock_share": fixed(0.15, "share", "of its net assets that a listed buyer pays in new shares"),
    "power_deal_owner_share": fixed(0.5, "share", "of an AI buyer's price that goes to owners, not through the firm"),
    "site_value_usd_per_kw": fixed(
        300.0, "USD/kW", "an owned, energised mining site without machines", "data/history.csv: 400-1,500 with machines"
    ),
    "counted_lease_years": fixed(5.0, "year", "of rent that a market counts as an asset today"),
    # Makers of machines.
    "cost_learning": fixed(0.8, "", "power of its J/TH with which a generation's cost falls"),
    "share_memory_weeks": fixed(52.0, "week", "over which makers' market shares follow what is sold"),
    "banned_line_margin": fixed(0.5, "share", "of the price at stake for an American line under a ban"),
    "growth_backlog_weeks": fixed(8.0, "week", "of backlog at which capacity grows at its usual rate"),
    "most_growth_multiple": fixed(2.0, "ratio", "of the usual rate at which capacity grows at most"),
    "trust_price_share": fixed(0.5, "share", "of its doubtful name that a lesser-known maker gives as a discount"),
    "longest_queue_weeks": fixed(40.0, "week", "of backlog beyond which a maker's book closes"),
    "plant_queue_weeks": fixed(26.0, "week", "of bookings from which a plant is full"),
    "full_plant_multiple": fixed(10.0, "ratio", "of the list price by which a full plant counts as dearer"),
    # The rest of the world.
    "rest_filled_per_week": fixed(0.1, "1/week", "of free sites filled when everyone wants machines"),
    "rest_switching_band": fixed(0.10, "share", "around break-even over which machines of a class at a price switch"),
    "rest_queue_weeks": fixed(26.0, "week", "of a maker's queue beyond which nobody there orders"),
    "rest_worst_share": fixed(0.1, "share", "of running machines, the worst, that refitting looks at"),
    "rest_floor_share": fixed(1e-4, "share", "of the opening's hash rate that always runs, so that blocks are found"),
    "rest_usual_rent_usd_per_mwh": fixed(
        40.0, "USD/MWh", "earned in early 2025 beyond power's price and new machines' capital charge"
    ),
    "rest_most_starts": fixed(12.0, "ratio", "of the usual construction begun at most"),
    # Bitcoin.
    "bootstrap_block_weeks": fixed(8, "week", "of history kept together, so that momentum and clusters survive"),
    "highest_fee_log": fixed(4.0, "log", "of fees over their mean"),
    # The opening.
    "opening_idle_share": fixed(0.03, "share", "of mining megawatts without machines at the opening"),
    "opening_coin_share": fixed(0.30, "share", "of an anonymous firm's liquidity that is coins"),
    "opening_mid_size_mw": fixed(4.0, "MW", "of an anonymous firm that pays the mean power price"),
    "opening_lowest_power_usd_per_mwh": fixed(10.0, "USD/MWh", "of an anonymous firm's power price"),
    "opening_host_margin_usd_per_mwh": fixed(3.0, "USD/MWh", "between a tenant's price and its host's at least"),
    "opening_owned_share": fixed(0.25, "share", "of anonymous firms, not hosted, that own their site"),
    "opening_contract_weeks": fixed(4, "week", "in which no contract ends and no hall is ready"),
    "opening_conversion_part": fixed(1.25, "ratio", "of the usual time in which halls under conversion are ready"),
    "opening_promise_weeks": fixed(8, "week", "in which no promised hall begins its conversion"),
    "opening_promise_part": fixed(0.75, "ratio", "of the usual conversion time in which promised halls begin"),
    "opening_note_weeks": fixed(52, "week", "in which no note of the opening is due"),
    "opening_loan_weeks": fixed(26, "week", "in which no loan of the opening is due"),
    "opening_secured_part": fixed(0.8, "share", "of what a lender would secure that named firms' loans reach"),
    "opening_rig_loan_to_value": fixed(0.25, "share", "of machines' value that secures named firms' loans"),
    "opening_rig_usd_per_th": fixed(7.0, "USD/TH", "at which named firms' machines secure loans"),
    "opening_small_site_mw": fixed(20.0, "MW", "below which a named firm runs one site and has one tenure"),
    "opening_owner_from_share": fixed(0.5, "share", "owned from which such a firm's site is its own"),
    "opening_notes_from_musd": fixed(200.0, "million USD", "of debt from which a named firm's debt is notes"),
    "opening_major_orders": fixed(0.20, "share", "of a major's hash rate on order"),
    "opening_small_orders": fixed(0.03, "share", "of a small miner's hash rate on order"),
    "opening_first_due_week": fixed(2, "week", "in which the first opening order is due"),
    "opening_orders_weeks": fixed(26, "week", "over which opening orders are due"),
    "opening_rest_finest_j_per_th": fixed(4.5, "J/TH", "finest efficiency class of the rest of the world"),
    "opening_rest_coarsest_j_per_th": fixed(120.0, "J/TH", "coarsest class"),
    "opening_rest_stranded_usd_per_mwh": fixed(12.0, "USD/MWh", "price of the rest of the world's stranded power"),
    "opening_rest_willing_share": fixed(0.5, "share", "of those who refit that bought in the last half year"),
    "opening_rest_least_running": fixed(0.05, "share", "of the rest of the world's machines running at first at least"),
    "opening_rest_least_share": fixed(0.05, "share", "of the observed network that is the rest of the world at least"),
}  # fmt: skip

VALUES: dict[str, float] = {name: one.value for name, one in FIXED.items()}


def fill(row: Any, changes: Mapping[str, float] | tuple[tuple[str, float], ...] = ()) -> None:
    """Write the fixed numbers, some changed, into the world's row. Raises `BadInput` for an unknown name."""
    for name, value in (VALUES | checked(dict(changes))).items():
        row[name] = value


def checked(changes: Mapping[str, Any]) -> dict[str, float]:
    """Changed values by name, whole where the number is. Raises `BadInput`."""
    found = {}
    for name, value in changes.items():
        if name not in VALUES:
            raise BadInput(f"fixed.{name}: no such number; docs/parameters.md lists them")
        whole = isinstance(VALUES[name], int)
        number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise BadInput(f"fixed.{name}: {value!r} is not allowed; a {'whole ' if whole else ''}number is")
        found[name] = value if whole else float(value)
    return found
