"""Every table's columns: name, type, unit, one line of meaning; and the world they make up.

A table is a NumPy structured dtype; a row is an agent's whole state. The world is ONE 0-d record array with all tables
nested in its dtype, viewed as a recarray, so `world.firms[i].btc_sat` is the same line in plain Python and under numba,
a call of a rule costs half a microsecond, and `copied(world)` is a checkpoint.

How many rows each table has is `capacities`; how many are in use is in `world.rows`.
"""

from typing import Any, Literal, get_origin

import numpy as np

from ..engine.columns import Column, column, derived, table
from .capacities import (
    HISTORY_WEEKS,
    MAX_WEEKS,
    N_ACCOUNTS,
    N_BIDS,
    N_BUILD_STAGES,
    N_CANDIDATES,
    N_CLAIMS,
    N_COHORTS,
    N_DUTIES,
    N_EVENTS,
    N_FIRM_SITES,
    N_FIRMS,
    N_MODELS,
    N_ORDERS,
    N_POWER_STEPS,
    N_RACKS,
    N_REGIONS,
    N_SITES,
    N_STORE,
    N_VENDORS,
)
from .codes import N_ORIGINS, N_SECTORS
from .fixed import FIXED
from .parameters import GROUPS
from .payments import N_KINDS
from .series import SERIES

CLOCK = table(
    column("seed", "i8", "", "the run's seed"),
    column("week", "i8", "week", "the week being lived, from 1"),
    column("weeks", "i8", "week", "the run's length"),
    column("start_day", "i8", "day", "proleptic ordinal of the first Monday"),
    column("path_weeks", "i8", "week", "length of the given price path, 0 if the price is drawn"),
    column("history_weeks", "i8", "week", "length of the return history for the bootstrap"),
)


ROWS = table(
    column("n_firms", "i8", "firm", "rows of firms in use"),
    column("n_named", "i8", "firm", "of them, firms with a name"),
    column("n_opening", "i8", "firm", "of them, firms of week one"),
    column("n_sites", "i8", "site", "rows of sites ever used"),
    column("n_models", "i8", "model", "rows of models in use"),
    column("n_vendors", "i8", "vendor", "rows of vendors in use"),
    column("n_regions", "i8", "region", "rows of regions in use"),
    column("n_duties", "i8", "row", "rows of duties in use"),
    column("n_claims", "i8", "row", "rows of dated claims in use"),
    column("n_orders", "i8", "order", "rows of orders ever used"),
    column("free_order", "i8", "row", "head of the free list of orders, -1 if none"),
    column("free_site", "i8", "row", "head of the free list of sites, -1 if none"),
    column("order_serial", "i8", "", "serial number of the last order"),
    column("site_serial", "i8", "", "serial number of the last site"),
    column("n_bids", "i8", "bid", "rows of bids in use this week"),
    column("n_events", "i8", "event", "rows of events not yet drained"),
)
FAULT = table(
    column("code", "i8", "code", "which identity or capacity was breached; 0 none"),
    column("week", "i8", "week", "when"),
    column("who", "i8", "row", "which row"),
    column("amount", "i8", "cents, satoshi, rigs or kW", "by how much"),
)

PATHS = table(
    column("price_usd", "f8", "USD/BTC", "given price of the week"),
    column("fees_btc_per_day", "f8", "BTC/day", "given fees of the week"),
    column("history_return", "f8", "log", "weekly log return of history, for the bootstrap"),
)

BITCOIN = table(
    column("price_usd", "f8", "USD/BTC", "price at the week's end"),
    column("fees_btc_per_day", "f8", "BTC/day", "fees, before bursts"),
    column("fees_paid_btc_per_day", "f8", "BTC/day", "fees of this week"),
    column("height", "i8", "block", "block height at the week's end"),
    column("subsidy_sat", "i8", "satoshi", "subsidy of the next block"),
    column("difficulty", "f8", "difficulty", "difficulty in force"),
    column("epoch_blocks", "i8", "block", "blocks mined in the running epoch"),
    column("epoch_seconds", "f8", "s", "time the running epoch has taken"),
    column("block_carry", "f8", "block", "fraction of a block carried over"),
    column("hashprice_usd_per_ph_day", "f8", "USD/PH/day", "expected revenue at the difficulty in force"),
    derived("network_th_s", "f8", "TH/s", "running hash rate of the network", "bitcoin.rest_th_s", "firms.hash_th_s"),
    column("rest_th_s", "f8", "TH/s", "of it, the rest of the world's"),
    derived("us_th_s", "f8", "TH/s", "of it, in the US", "firms.us_th_s"),
    column("blocks", "i8", "block", "blocks mined this week"),
    column("issued_sat", "i8", "satoshi", "subsidy and fees of this week"),
    column("mined_sat", "i8", "satoshi", "of them, mined by firms"),
    column("issued_total_sat", "i8", "satoshi", "since the start"),
    column("mined_total_sat", "i8", "satoshi", "by firms since the start"),
    column("rest_total_sat", "i8", "satoshi", "by the rest of the world and pools since the start"),
    column("sold_total_sat", "i8", "satoshi", "sold by firms since the start"),
    column("opening_sat", "i8", "satoshi", "held by firms at the start"),
    column("last_halving_week", "i8", "week", "week of the last halving, 0 before any"),
    column("weeks_to_halving", "f8", "week", "until the next halving at the present pace; 1e6 if switched off"),
    column("hashprice_history", "f8", "USD/PH/day", "ring of past weeks", HISTORY_WEEKS),
    column("price_history", "f8", "USD/BTC", "ring of past weeks", HISTORY_WEEKS),
    column("hashprice_mean_26w", "f8", "USD/PH/day", "mean of 26 weeks"),
    column("price_mean_26w", "f8", "USD/BTC", "mean of 26 weeks"),
    column("opening_hashprice", "f8", "USD/PH/day", "at the start"),
)

FIRMS = table(
    column("id", "i8", "", "identity; keys every draw, never reused"),
    column("size_class", "i8", "code", "small or major"),
    column("alive", "i8", "0/1", "not wound up and not bought"),
    column("exited", "i8", "code", "how it left American mining; 0 it has not"),
    column("exit_week", "i8", "week", "when"),
    column("exit_cause", "i8", "code", "why"),
    column("opening", "i8", "0/1", "here in week one"),
    column("named", "i8", "0/1", "a real firm by name"),
    column("entry_week", "i8", "week", "week of entry, 0 for week one"),
    column("account", "i8", "row", "its account"),
    column("vendor", "i8", "row", "the vendor it also is, -1 none"),
    column("stake_vendor", "i8", "row", "the vendor it owns a stake in, -1 none"),
    column("btc_sat", "i8", "satoshi", "bitcoin held"),
    column("loan_cents", "i8", "cents", "secured loans"),
    column("loan_due_week", "i8", "week", "their maturity"),
    column("notes_cents", "i8", "cents", "convertible notes"),
    column("notes_due_week", "i8", "week", "their maturity"),
    column("credit_limit_cents", "i8", "cents", "what a lender would have lent in all"),
    column("loan_rate", "f8", "1/year", "rate of its loans"),
    column("breach_weeks", "i8", "week", "in breach of the covenant so long"),
    column("listed", "i8", "0/1", "has shares on an exchange"),
    column("hodl_share", "f8", "share", "of a week's coins kept"),
    column("payback_limit_weeks", "f8", "week", "longest acceptable payback"),
    column("belief_drift", "f8", "1/year", "expected drift of hashprice"),
    column("belief_snapback", "f8", "probability", "chance it gives to a coming duty"),
    column("belief_ban", "f8", "probability", "chance it gives to a ban while an order is under way"),
    column("ai_attitude", "f8", "ratio", "1 neutral, above eager, 0 pure play"),
    column("solo", "i8", "0/1", "mines without a pool"),
    derived("n_sites", "i8", "site", "sites it has", "sites.owner"),
    column("sites", "i8", "row", "their rows", N_FIRM_SITES),
    column("store_model", "i8", "row", "models in store", N_STORE),
    column("store_units", "i8", "rig", "units in store", N_STORE),
    derived("hash_th_s", "f8", "TH/s", "running hash rate", "sites.hash_th_s"),
    derived("us_th_s", "f8", "TH/s", "of it, in the US", "sites.hash_th_s", "regions.in_us"),
    derived("installed_th_s", "f8", "TH/s", "installed hash rate, running or not", "sites.rack_units", "models.th_s"),
    derived("fleet_watts", "f8", "W", "of the installed machines", "sites.rack_units", "models.watts"),
    derived("ordered_th_s", "f8", "TH/s", "on order", "orders.units", "models.th_s"),
    derived("draw_kw", "i8", "kW", "drawn for mining", "sites.draw_kw"),
    derived("mining_kw", "i8", "kW", "of sites for mining", "sites.kw", "sites.use"),
    derived("us_mining_kw", "i8", "kW", "of them, in the US", "sites.kw", "sites.use", "regions.in_us"),
    derived("ai_kw", "i8", "kW", "let to AI tenants, live", "sites.kw", "sites.use"),
    derived("held_kw", "i8", "kW", "owned or leased in all", "sites.kw"),
    column("peak_us_kw", "i8", "kW", "highest us_mining_kw so far"),
    derived(
        "free_kw",
        "i8",
        "kW",
        "of mining sites without machines or orders",
        "sites.kw",
        "sites.rack_units",
        "orders.units",
    ),
    column("power_usd_per_mwh", "f8", "USD/MWh", "mean price of its mining sites"),
    column("revenue_cents", "i8", "cents", "coins mined this week at the week's price, leases, hosting"),
    column("cost_cents", "i8", "cents", "cash costs of this week, less energy support"),
    column("power_cents", "i8", "cents", "of them, power, less demand-response credit and energy support"),
    column("overhead_cents", "i8", "cents", "of them, overhead"),
    column("mined_sat", "i8", "satoshi", "mined this week"),
    derived(
        "asset_cents",
        "i8",
        "cents",
        "rigs, coins, sites, leases and cash at market value",
        "firms.rig_value_cents",
        "firms.btc_sat",
        "accounts.cash_cents",
        "sites.kw",
    ),
    derived(
        "rig_value_cents",
        "i8",
        "cents",
        "of them, rigs",
        "sites.rack_units",
        "firms.store_units",
        "models.used_usd_per_th",
    ),
    derived(
        "open_balance_cents",
        "i8",
        "cents",
        "still to be paid on open orders, duty expected included",
        "orders.units",
        "orders.price_cents",
        "orders.deposit_cents",
    ),
    column("profit_cents", "f8", "cents/week", "revenue less cash costs, mean of about eight weeks"),
    column("in_default", "i8", "code", "to be wound up this week: 1 in default, 2 closing in order"),
    column("default_cause", "i8", "code", "why"),
    column("under_water_weeks", "i8", "week", "worth less open than closed so long"),
    column("growth_kw", "i8", "kW", "it bids for in the power auction"),
    column("growth_bid_usd_per_mwh", "f8", "USD/MWh", "and offers for it"),
    column("growth_region", "i8", "row", "where"),
    column("duties_52w_cents", "i8", "cents", "duty paid, decaying over a year"),
    column("sea_imports_52w_cents", "i8", "cents", "customs value from South-East Asia, decaying over a year"),
    column("lost_to_ai_kw", "i8", "kW", "power lost to AI bidders, in all"),
    column("lost_to_miners_kw", "i8", "kW", "power lost to other miners, in all"),
    column("evicted_kw", "i8", "kW", "hosting lost with a host, in all"),
    column("eviction_cause", "i8", "code", "why the last host went"),
    column("opening_power_usd_per_mwh", "f8", "USD/MWh", "its power price at the start"),
    column("claim_cents", "i8", "cents", "customs claim to be settled"),
    column("claim_due_week", "i8", "week", "when; 0 none"),
    column("forfeited_cents", "i8", "cents", "deposits lost so far"),
    column("bought_by", "i8", "row", "who bought it, -1 nobody"),
)

SITES = table(
    column("id", "i8", "", "identity"),
    column("owner", "i8", "row", "the firm that holds it, -1 free row"),
    column("next_free", "i8", "row", "next row of the free list"),
    column("region", "i8", "row", "where it is"),
    column("tenure", "i8", "code", "owned, leased or hosted"),
    column("use", "i8", "code", "mining, hosting, converting, ai, idle"),
    column("kw", "i8", "kW", "interconnection held"),
    column("price_usd_per_mwh", "f8", "USD/MWh", "contract price of power"),
    column("contract_end_week", "i8", "week", "when the price, or the lease, ends"),
    column("bid_usd_per_mwh", "f8", "USD/MWh", "its owner's bid to keep the power, when the contract ends"),
    column("basis_usd_per_mwh", "f8", "USD/MWh", "lasting difference to the region's posted price", signed=True),
    column("curtailable", "f8", "share", "of its load, in demand response"),
    column("ready_week", "i8", "week", "when a conversion is done or a new site starts"),
    column("lease_usd_per_kw_month", "f8", "USD/kW-month", "rent from an AI tenant, net of its project debt"),
    column("lease_end_week", "i8", "week", "end of that lease"),
    column("lease_week", "i8", "week", "week it was signed, 0 none"),
    column("planned_ai_kw", "i8", "kW", "contracted before the start, to convert at planned_week"),
    column("planned_week", "i8", "week", "when"),
    column("host_site", "i8", "row", "for hosted sites: the hall it sits in, -1 outside the model"),
    derived("hosted_kw", "i8", "kW", "for halls: let to tenants of the model", "sites.kw", "sites.host_site"),
    column("asked_usd_per_kw_month", "f8", "USD/kW-month", "least rent its owner would lease it for; 0 not on offer"),
    derived("ordered_watts", "i8", "W", "of machines on order for it", "orders.units", "models.watts"),
    column("draw_kw", "i8", "kW", "drawn by running rigs"),
    column("hash_th_s", "f8", "TH/s", "running hash rate, curtailment included"),
    column("n_racks", "i8", "model", "models housed, best first"),
    column("rack_model", "i8", "row", "their rows", N_RACKS),
    column("rack_units", "i8", "rig", "units installed", N_RACKS),
    column("rack_on", "i8", "0/1", "worth running", N_RACKS),
)

MODELS = table(
    column("vendor", "i8", "row", "its maker, -1 none"),
    column("th_s", "f8", "TH/s", "hash rate of one"),
    column("watts", "i8", "W", "power of one at the wall, overhead power included"),
    column("j_per_th", "f8", "J/TH", "nameplate efficiency"),
    column("wall_j_per_th", "f8", "J/TH", "at the meter, overhead power included"),
    column("used_usd_per_th", "f8", "USD/TH", "market value of a used one this week"),
    column("launch_week", "i8", "week", "on sale from"),
    column("generation", "i8", "", "0 real model, else the vendor's n-th of the roadmap"),
    column("opening_units", "i8", "rig", "in service or in store at the start"),
    column("made_units", "i8", "rig", "made since"),
    column("scrapped_units", "i8", "rig", "worn out or scrapped"),
    column("exported_units", "i8", "rig", "sold or diverted to the rest of the world"),
)

ORDERS = table(
    column("id", "i8", "", "serial number; keys draws, never reused"),
    column("next_free", "i8", "row", "next row of the free list"),
    column("state", "i8", "code", "free, wanted, open, in transit, delivered, cancelled"),
    column("buyer", "i8", "row", "firm"),
    column("site", "i8", "row", "site it is for"),
    column("vendor", "i8", "row", "maker"),
    column("rig_model", "i8", "row", "model of machine"),
    column("units", "i8", "rig", "ordered"),
    column("price_cents", "i8", "cents", "of one, before duty"),
    column("deposit_cents", "i8", "cents", "paid and not yet applied"),
    column("origin", "i8", "code", "country of the plant"),
    column("to_us", "i8", "0/1", "for an American site"),
    column("placed_week", "i8", "week", "of the order"),
    column("due_week", "i8", "week", "of arrival"),
    column("duty_cents", "i8", "cents", "duty paid on arrival"),
    column("duty_rate", "f8", "ad valorem", "rate on arrival"),
)

VENDORS = table(
    column("account", "i8", "row", "its account"),
    column("firm", "i8", "row", "the miner it also is, -1 none"),
    column("chinese", "i8", "0/1", "a ban on Chinese makers covers it"),
    column("on_sale", "i8", "row", "model on sale"),
    column("generation", "i8", "", "of the roadmap"),
    column("next_launch_week", "i8", "week", "of the next model"),
    column("price_usd_per_th", "f8", "USD/TH", "list price, before duty"),
    column("price_pressure", "f8", "ratio", "list price over its usual relation to hashprice"),
    column("cost_usd_per_th", "f8", "USD/TH", "unit cost in the main plants"),
    column("capacity_th_per_week", "f8", "TH/week", "all plants together"),
    column("plant_share", "f8", "share", "of that capacity by country", N_ORIGINS),
    column("shipped_th", "f8", "TH", "to American buyers this week"),
    column("us_backlog_th", "f8", "TH", "open orders of the model's firms"),
    column("rest_backlog_th", "f8", "TH", "open orders of the rest of the world"),
    column("line_week", "i8", "week", "week its American line opens; 0 none planned"),
    column("line_open", "i8", "0/1", "its American line works"),
    column("us_orders_26w_th", "f8", "TH", "for American sites, decaying over 26 weeks"),
    column("duty_26w_usd", "f8", "USD", "duty on them, decaying over 26 weeks"),
    column("sold_26w_th", "f8", "TH", "shipped to everyone, decaying over 26 weeks"),
    column("market_share", "f8", "share", "of new hash rate in the opening, then of sold_26w"),
    column("trust", "f8", "share", "0 unknown maker, 1 the market leader"),
    column("deposits_cents", "i8", "cents", "received and owed in rigs"),
    column("plant_booked_th", "f8", "TH", "booked and not yet built, by country", N_ORIGINS),
    column("best_origin", "i8", "code", "cheapest plant for an American buyer this week"),
)

REGIONS = table(
    column("in_us", "i8", "0/1", "in the United States"),
    column("opening_kw", "i8", "kW", "supply at the start"),
    column("opening_mining_kw", "i8", "kW", "of mining sites at the start"),
    column("supply_kw", "i8", "kW", "of sites, AI buyers and free megawatts"),
    column("free_kw", "i8", "kW", "held by nobody"),
    column("growth_kw_per_year", "f8", "kW/year", "what its queue delivers"),
    column("growth_carry_kw", "f8", "kW", "fraction carried over"),
    column("contract_usd_per_mwh", "f8", "USD/MWh", "miners' contract price at the start"),
    column("opening_usd_per_mwh", "f8", "USD/MWh", "what the model's miners paid at the start, by MW"),
    column("posted_usd_per_mwh", "f8", "USD/MWh", "price of a new contract: the supply curve"),
    column("clearing_usd_per_mwh", "f8", "USD/MWh", "of the last auction"),
    column("credit_usd_per_mwh", "f8", "USD/MWh", "demand-response credit per MWh drawn"),
    column("risk_steps", "f8", "step", "policy risk: low 0, medium 1, high 2, very high 3"),
    derived("mining_kw", "i8", "kW", "drawn by rigs", "sites.draw_kw"),
    derived("ai_kw", "i8", "kW", "AI: live leases and buyers' own", "sites.kw", "regions.ai_own_kw"),
    derived("idle_kw", "i8", "kW", "the rest of its supply", "regions.supply_kw", "regions.mining_kw", "regions.ai_kw"),
    column("ai_own_kw", "i8", "kW", "held by AI buyers themselves"),
    column("ai_share", "f8", "share", "of AI demand that comes here"),
    column("entrant_share", "f8", "share", "of small miners, old and new, that settle here"),
    column("lost_to_ai_kw", "i8", "kW", "lost by miners to AI in this week's auction"),
    column("opening_ai_kw", "i8", "kW", "AI megawatts contracted at the start"),
    column("expiring_carry_kw", "f8", "kW", "what may still come up this week", signed=True),
)

AI_BUYERS = table(
    column("region", "i8", "row", "its region"),
    column("wanted_kw", "f8", "kW", "wanted in all by now"),
    column("signed_kw", "i8", "kW", "leased or held by now"),
    column("gap_kw", "i8", "kW", "still wanted"),
    column("willingness_usd_per_mwh", "f8", "USD/MWh", "for bare power, net of its buildings"),
    column("rent_usd_per_kw_month", "f8", "USD/kW-month", "it offers a landlord, net of project debt"),
    column("bid_kw", "i8", "kW", "it bids for in auctions this week"),
)

BIDS = table(
    column("region", "i8", "row", "where"),
    column("kind", "i8", "code", "incumbent, miner, ai buyer, entrant"),
    column("firm", "i8", "row", "bidder, -1 for AI buyers and entrants"),
    column("site", "i8", "row", "the expiring site of an incumbent, -1 else"),
    column("kw", "i8", "kW", "wanted"),
    column("usd_per_mwh", "f8", "USD/MWh", "offered"),
    column("rank_usd_per_mwh", "f8", "USD/MWh", "offered, incumbent's edge included"),
    column("tie", "f8", "", "keyed draw that breaks ties"),
    column("won_kw", "i8", "kW", "accepted"),
    column("price_usd_per_mwh", "f8", "USD/MWh", "to be paid"),
)

CANDIDATES = table(
    column("region", "i8", "row", "where it found power"),
    column("kw", "i8", "kW", "it wants"),
    column("bid_usd_per_mwh", "f8", "USD/MWh", "its value of power"),
    column("capital_cents", "i8", "cents", "founders' money"),
    column("won_kw", "i8", "kW", "power won"),
    column("price_usd_per_mwh", "f8", "USD/MWh", "at"),
    column("payback_limit_weeks", "f8", "week", "longest acceptable payback"),
)

DUTIES = table(
    column("origin", "i8", "code", "country of the plant"),
    column("day", "i8", "day", "in force from (proleptic ordinal)"),
    column("rate", "f8", "ad valorem", "duty"),
    column("announced_day", "i8", "day", "known from"),
    column("chance", "f8", "probability", "1 certain; less: settled by a keyed draw on the day"),
    column("settled", "i8", "code", "0 open, 1 came, 2 did not come"),
)

TRADE = table(
    column("rate", "f8", "ad valorem", "duty in force, scale included", N_ORIGINS),
    column("january_rate", "f8", "ad valorem", "duty of January 2025", N_ORIGINS),
    column("coming_week", "i8", "week", "when an announced, certain change comes; 0 none", N_ORIGINS),
    column("coming_rate", "f8", "ad valorem", "what will come, scale included", N_ORIGINS),
    column("uncertain_week", "i8", "week", "when an uncertain duty is settled; 0 none open"),
    column("uncertain_rate", "f8", "ad valorem", "what would come, scale included", N_ORIGINS),
    column("banned", "i8", "0/1", "Chinese makers' rigs are banned"),
)

CLAIMS = table(
    column("firm", "i8", "row", "who is claimed from"),
    column("week", "i8", "week", "filed in"),
    column("cents", "i8", "cents", "claimed"),
)

REST = table(
    column("j_per_th", "f8", "J/TH", "of each efficiency class", N_COHORTS),
    column("installed_th_s", "f8", "TH/s", "installed in each class", N_COHORTS),
    column("running", "f8", "share", "of each class that runs", N_COHORTS),
    column("power_usd_per_mwh", "f8", "USD/MWh", "power-price steps", N_POWER_STEPS),
    column("power_share", "f8", "share", "of its power at each step", N_POWER_STEPS),
    column("opening_th_s", "f8", "TH/s", "running at the start"),
    column("sites_w", "f8", "W", "powered sites"),
    column("building_w", "f8", "W", "sites under construction, by stage", N_BUILD_STAGES),
    column("absent_sites_w", "f8", "W", "sites lost to China's ban and not yet found again elsewhere"),
    column("new_th_s", "f8", "TH/s", "installed this week"),
    column("ordered_th", "f8", "TH", "ordered this week"),
    column("absent_th_s", "f8", "TH/s", "switched off by a ban at home, in each class", N_COHORTS),
)

ACCOUNTS = table(
    column("sector", "i8", "code", "whose sector"),
    derived("cash_cents", "i8", "cents", "balance", "accounts.opened_cents", "accounts.flow_cents"),
    column("opened_cents", "i8", "cents", "balance at the start"),
    column("flow_cents", "i8", "cents", "sum of all payments since"),
)

BOOKS = table(
    column("lender_book_cents", "i8", "cents", "what the lender is owed"),
    column("written_off_cents", "i8", "cents", "since the start"),
    column("units_opened", "i8", "rig", "on order at the start"),
    column("units_ordered", "i8", "rig", "since"),
    column("units_delivered", "i8", "rig", "since"),
    column("units_cancelled", "i8", "rig", "since, diverted included"),
    column("deposits_opened_cents", "i8", "cents", "outstanding at the start"),
    column("deposits_paid_cents", "i8", "cents", "since"),
    column("deposits_applied_cents", "i8", "cents", "since"),
    column("deposits_forfeited_cents", "i8", "cents", "since"),
    column("duty_total_cents", "i8", "cents", "since the start"),
    column("duty_week_cents", "i8", "cents", "this week, by the orders that arrived"),
    column("duty_flow_cents", "i8", "cents", "this week, by what customs received"),
    column("forfeited_week_cents", "i8", "cents", "this week"),
    column("us_orders_26w_th", "f8", "TH", "for American sites, decaying over 26 weeks"),
    column("us_domestic_26w_th", "f8", "TH", "of them, made in America"),
    column("ordered_week_th", "f8", "TH", "by firms this week"),
    column("ordered_from_week_th", "f8", "TH", "of it, by country of the plant", N_ORIGINS),
    column("ordered_at_week_th", "f8", "TH", "of it, by maker", N_VENDORS),
    column("entries", "i8", "firm", "since the start"),
    column("turned_away", "i8", "firm", "entrants for whom the table of firms had no row, since the start"),
)

EVENTS = table(
    column("week", "i8", "week", "when"),
    column("kind", "i8", "code", "what"),
    column("firm", "i8", "row", "who; -1 nobody; vendors are -10 - row"),
    column("other", "i8", "row", "with whom; -1 nobody; vendors are -10 - row, AI buyers -100 - region"),
    column("kw", "i8", "kW", "power"),
    column("th_s", "f8", "TH/s", "hash rate"),
    column("cents", "i8", "cents", "money"),
    column("cause", "i8", "code", "why"),
)


def _param_columns() -> list[Column]:
    columns = []
    for group, model in GROUPS.items():
        for name, field in model.model_fields.items():
            if field.annotation is str:
                continue
            extra: Any = field.json_schema_extra
            whole = field.annotation in (bool, int) or get_origin(field.annotation) is Literal
            columns.append(column(f"{group}_{name}", "i8" if whole else "f8", extra["unit"], field.description or ""))
    return columns


PARAMS = table(*_param_columns())

FIXED_ROW = table(
    *(column(name, "i8" if isinstance(one.value, int) else "f8", one.unit, one.meaning) for name, one in FIXED.items())
)

TABLES: dict[str, tuple[np.dtype, int]] = {
    "clock": (CLOCK, 1),
    "rows": (ROWS, 1),
    "fault": (FAULT, 1),
    "params": (PARAMS, 1),
    "fixed": (FIXED_ROW, 1),
    "bitcoin": (BITCOIN, 1),
    "trade": (TRADE, 1),
    "rest": (REST, 1),
    "books": (BOOKS, 1),
    "now": (SERIES, 1),
    "firms": (FIRMS, N_FIRMS),
    "sites": (SITES, N_SITES),
    "models": (MODELS, N_MODELS),
    "orders": (ORDERS, N_ORDERS),
    "vendors": (VENDORS, N_VENDORS),
    "regions": (REGIONS, N_REGIONS),
    "ai_buyers": (AI_BUYERS, N_REGIONS),
    "bids": (BIDS, N_BIDS),
    "candidates": (CANDIDATES, N_CANDIDATES),
    "duties": (DUTIES, N_DUTIES),
    "claims": (CLAIMS, N_CLAIMS),
    "accounts": (ACCOUNTS, N_ACCOUNTS),
    "events": (EVENTS, N_EVENTS),
    "paths": (PATHS, MAX_WEEKS),
}

WORLD = np.dtype(
    (
        np.record,
        [(name, dtype, (rows,)) for name, (dtype, rows) in TABLES.items()]
        + [("flows", "i8", (N_SECTORS, N_SECTORS, N_KINDS)), ("scratch", "i8", (max(N_BIDS, N_ORDERS),))],
    )
)


def new_world() -> Any:
    """An empty world: a 0-d recarray of dtype WORLD, all zero. `copied(world)` is a checkpoint."""
    return np.zeros((), WORLD).view(np.recarray)


def copied(world: Any) -> Any:
    """A world like another, copied as bytes: field by field NumPy takes six times as long."""
    return world.view(np.ndarray).reshape(1).view("u1").copy().view(WORLD).reshape(()).view(np.recarray)


def describe(name: str) -> list[Column]:
    """The columns of a table by its name, with units and meanings, in order."""
    return list(TABLES[name][0].metadata["columns"])  # type: ignore[index]
