"""The About page: what one looks at, how to use it, how far to trust it."""

ABOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What this is",
        (
            "A laboratory of how the American Bitcoin-mining industry shakes out: some two hundred miners, five "
            "makers of machines, AI companies that want the same power, a lender and a government, week after "
            "week from April 2025 on. Nobody in it knows the future; everybody pays their bills.",
            "The story behind it is of June 2025: tariffs on machines that come from China and South-East Asia, a"
            " halved reward, thin fees, and AI companies that outbid miners for power. Who goes under, who buys "
            "whom, and why?",
        ),
    ),
    (
        "How to use it",
        (
            "Choose a scenario and press Play. Every visitor has an industry of their own. Move a lever: the page"
            " says whether it works from this week on or from the next reset. Drag the week back to see "
            "everything as it was then.",
            "Click a firm in the table, in the feed, in the network or on the chart of shares to see its books "
            "and, if it left, how it ended. The address in the browser always holds what you see: share it, and "
            "others see the same.",
            "Compare runs two settings with the same luck, so what differs comes from what you changed; a band "
            "over many seeds says how sure that is. Runs shows what the command line has written under runs/.",
        ),
    ),
    (
        "Keys",
        (
            "Space plays and pauses; the right arrow goes on a week, the left arrow looks back one; Escape closes"
            " a firm. Tab reaches everything else.",
        ),
    ),
    (
        "How far to trust it",
        (
            "It is a model. Firms of week 1 start from published figures where there are any and from stated "
            "assumptions where there are none; every number has a unit, bounds and a source. One run is one "
            "possible story: its seed decides the price of Bitcoin and who is lucky. Compare settings over many "
            "seeds before you believe a difference.",
            "The books balance every week to the cent, the satoshi and the machine; a run whose books did not "
            "would stop and say so.",
            "The scenario History lives January 2019 to June 2025 with the Bitcoin price given and everything else its "
            "own: docs/validation.md says where it follows the facts, and where it fails them.",
        ),
    ),
    (
        "Colours",
        (
            "The palette is Okabe and Ito’s, which the colour-blind can tell apart, and means the same "
            "everywhere: orange are small miners, blue is mining and the majors, purple is AI, green is abroad, "
            "vermilion is failure and duty, and prices of one kind are drawn in ink. Where a chart names "
            "firms, makers or "
            "places, colours only tell them apart, and each keeps its own.",
        ),
    ),
)
VERSION = (
    "Version {version}, model {model}. Python {python}. Works without the internet; nothing you do here "
    "leaves this server."
)
