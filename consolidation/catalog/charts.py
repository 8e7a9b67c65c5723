"""The charts' words: titles, subtitles, what their plots and choices are called. `{home}` is the country at home."""

TITLES = {
    "share": ("Share of {home} hash rate", "%, by firm"),
    "exits": ("Firms that left", "cumulative, of those of week 1"),
    "hash": ("Hash rate, hashprice", "EH/s · right: USD/PH/day"),
    "power": ("Power on {home} sites", "GW · right: USD/MWh"),
    "machines": ("Machines", "EH/s ordered · USD/TH"),
    "concentration": ("Concentration of {home} hash rate", "HHI · right: %"),
    "places": ("Power by region", "GW, abroad included"),
    "prices": ("Price of power by region", "USD/MWh · auctions: mean of 13 weeks"),
    "firm-balance": ("Cash, coins, debt", "million USD"),
    "firm-result": ("Revenue and costs", "thousand USD"),
    "firm-fleet": ("Machines", "EH/s"),
    "firm-sites": ("Megawatts", "MW"),
}
"""By a chart's name: title and subtitle."""

PLACES_PLOTS = ("Mining draws", "AI holds")
PRICES_PLOTS = ("Miners pay, by MW", "Auctions clear at", "AI buyers paid")
OTHER_MAJORS, SMALL_MINERS = "Other majors", "Small miners"
ORDERS_BY = (("maker", "Maker"), ("origin", "Origin"))
ALL_ORDERS = "All makers"
DUTY_BELOW, QUEUE_BELOW = "Duty, % (below)", "Queue, weeks (below, right)"
