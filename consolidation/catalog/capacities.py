"""How many rows and places the world has: part of the compiled type, so constants.

How many are in use is in `world.rows`. The environment variable CONSOLIDATION_FIRMS sets another capacity for large
worlds.
"""

import os

from .codes import FIRST_AGENT_ACCOUNT

N_FIRMS = int(os.environ.get("CONSOLIDATION_FIRMS", "768"))
N_SITES = 3 * N_FIRMS
N_ORDERS = max(4096, 6 * N_FIRMS)
N_BIDS = max(2048, 4 * N_FIRMS)
N_EVENTS = max(2048, 8 * N_FIRMS)
N_VENDORS = 8
N_REGIONS = 16
N_RACKS = 12  # models one site can house
N_FIRM_SITES = 24
N_STORE = 6  # models one firm can store
N_DUTIES = 96
N_CLAIMS = 16
N_COHORTS = 18  # efficiency classes of the rest of the world
N_POWER_STEPS = 10  # power-price classes of the rest of the world
N_CANDIDATES = 20  # potential entrants a week; an id modulo this is its place among them
N_BUILD_STAGES = 3  # of a site under construction there
FIRST_FIRM_ACCOUNT = FIRST_AGENT_ACCOUNT + N_VENDORS
N_ACCOUNTS = FIRST_FIRM_ACCOUNT + N_FIRMS
MAX_WEEKS = 1_043  # twenty years
N_RIGS = 128  # models a scenario may list
LEAST_ROADMAP_WEEKS = 4  # between a vendor's generations
N_MODELS = N_RIGS + N_VENDORS * (MAX_WEEKS // LEAST_ROADMAP_WEEKS + 1)  # as many as vendors can bring out
KEPT_FOR_OTHERS = 128  # rows of firms that anonymous miners leave to named ones and entrants
HISTORY_WEEKS = 52  # of hashprice and price kept for means
