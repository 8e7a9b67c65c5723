"""Labels, titles and messages of the page."""

PRODUCT = "Consolidation"
TABS = (("/", "Industry"), ("/compare", "Compare"), ("/runs", "Runs"), ("/about", "About"))

SO_FAR = {
    "left": "So far {small} of {of_small} small miners and {majors} of {of_majors} majors have left.",
    "why": "Reasons noted most: {causes}.",
}
COMPILING = "Compiling the model, once"
COMPILING_WHY = "It takes about a minute on a laptop, and is kept: from then on the page opens at once."
COMPILING_COUNT = "{done} of {total} parts"
COMPILING_START = "starting"
ROOM_TRY = "Try again"
ROOM_FULL = "The room is full"
ROOM_FULL_WHY = (
    "This server holds as many visitors as it can. Please try again in a few minutes; "
    "places come free when others leave."
)
ROOM_BUSY = "Many are coming in at once"
ROOM_BUSY_WHY = "You will be let in soon; this page looks again by itself."
AWAY = "You have been away for a while, so your model was put aside for others."
AWAY_BACK = "Take it up again where it was"
FAILED = "Something went wrong, and only on your page."
FAILED_BACK = "Start again from week 0"
BROKEN_BOOKS = "The books of this run do not balance, so it stopped: {what}. Reset, or change the seed."
TOO_LARGE = (
    "{firms:,} firms over {weeks:,} weeks is more than this page holds ({most:,} firm-weeks); use the command line."
)
UPLOADED = "Scenario “{name}” is loaded."
UPLOAD_LARGE = "That file has {size} kB; a scenario has at most 64 kB."
UPLOAD_REFUSED = "That scenario cannot be used. {why}"
UPLOAD_NOT_TEXT = "That file is not text; a scenario is a TOML file."
UPLOAD_FILES = (
    "An uploaded scenario cannot bring or name files of its own (tables, a price path); use the command line for that."
)
ADDRESS_BAD = "The address asked for something that cannot be: {what} The default was used instead."
ADDRESS_UNKNOWN = "there is no “{key}”{near}."
ADDRESS_UPLOAD = "The scenario of this address was uploaded from a file, which an address cannot hold: load it again."
LEVER_NOW = "{label}: in force from week {week} on."
LEVER_LATER = "{label}: takes effect at the next reset."
LEVER_OPENING = "{label}: in force from week 1."
PRESS_PLAY = "Press play, or the space bar: the industry opens on {date}."
SHARED = "Link copied: it opens this very picture."

CONTROLS = {
    "scenario": "Scenario",
    "play": "Play",
    "pause": "Pause",
    "step": "Step",
    "reset": "Reset",
    "speed": "Speed",
    "speed_unit": "weeks/s",
    "scrub": "Week shown",
    "latest": "Latest",
    "past": "Looking back",
    "own": "Your scenario",
}
BAR = {
    "seed": "Seed",
    "new_seed": "New seed",
    "share": "Share",
    "download": "Download",
    "upload": "Upload a scenario",
    "projector": "Projector",
    "desk": "Desk",
    "dark": "Dark",
    "light": "Light",
    "close": "Close",
    "series_csv": "Weekly figures (CSV)",
    "series_parquet": "Weekly figures (Parquet)",
    "events_csv": "Events (CSV)",
    "events_parquet": "Events (Parquet)",
    "firms_parquet": "Firms by week (Parquet)",
    "toml": "Scenario (TOML)",
    "sides_csv": "Both sides by week (CSV)",
    "band_csv": "The band’s pairs by week (CSV)",
}
LEVERS = {
    "title": "Levers",
    "default": "default",
    "reset": "Back to the default",
    "reset_all": "All back",
    "now": "works at once",
    "later": "works from the next reset",
    "waiting": "waits for the next reset",
    "changed": "changed",
    "more": "More levers",
    "fewer": "Fewer levers",
}
FIRMS_TABLE = {
    "title": "The firms",
    "search": "Search a firm",
    "all": "Show all {n}",
    "few": "Show fewer",
    "none": "No firm of that name.",
    "gone": "left",
}
FIRM = {
    "close": "Close",
    "story": "How it ended",
    "events": "What happened to it",
    "books": "Books",
    "sites": "Sites and contracts",
    "orders": "Machines on order",
    "nothing": "Nothing yet.",
    "no_sites": "No sites.",
    "no_orders": "Nothing on order.",
}
FEED = {"title": "What happened", "search": "Search the news", "none": "Nothing of this kind yet.", "all": "All"}
NETWORK = {"title": "Who depends on whom", "all": "All relations", "week": "at the end of week {week}"}

CHART = {"png": "Save as PNG", "large": "Enlarge", "small": "Back", "week": "Week"}

COMPARE = {
    "measure": "Measure",
    "side": "Side",
    "difference": "Difference, A − B",
    "both": "A and B",
    "one_seed": "one seed",
    "band": "Difference over {n} seeds",
    "band_sub": "A − B: median, and the middle 80 %",
    "seeds": "Seeds",
    "start": "Run the band",
    "cancel": "Cancel",
    "progress": "{done} of {n} pairs of runs",
    "same_luck": "Both sides draw the same luck, so what differs comes from what you changed.",
    "summary": "At the end of the run: median {median} {unit}; eight in ten seeds between {low} and {high}.",
    "failed": "{n} of the pairs could not be run.",
    "busy": "Others are running bands just now; yours starts when there is room.",
    "table": "Week {week}",
    "median": "At the end: median",
    "middle": "middle 80 %",
    "not_yet": "Nothing to compare yet: press play or step.",
    "no_band": "There is no band yet: run one first",
}
SEED_COUNTS = (10, 20, 50, 100)

RUNS = {
    "title": "Results in the folder runs/",
    "none": "There are no results yet. Write one with: consolidation run --out runs/my-study/results/first",
    "pick": "Result",
    "sweep": " (sweep)",
    "order": "Sorted by",
    "unreadable": "This result cannot be shown: {why}.",
    "table": "Table of the sweep",
    "rows": "{shown} of {n} rows",
    "relived": "This run kept no table of firms, so it was lived again from its seed; the figures are the same.",
    "old": "This run was made by another version of the model, so its firms cannot be lived again.",
}


def week_line(week: int, weeks: int, date: str) -> str:
    """Week 3 of 196 · 14 Apr 2025."""
    return f"Week {week} of {weeks} · {date}" if week else f"Opening · {date}"


SITE_COLUMNS = ("Region", "Power", "Use", "Tenure", "Price", "Until")
ORDER_COLUMNS = ("Maker", "Machine", "Units", "Price", "Deposit", "From", "Due")
