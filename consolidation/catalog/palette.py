"""The colours, and what each one means everywhere: Okabe and Ito's set, which the colour-blind can tell apart.

Prices are always drawn in ink and quantities in colour; purple is always AI, green always abroad, orange the small.
"""

from dataclasses import dataclass

BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#D9C81E"
ORANGE, VERMILION, PURPLE, GREY = "#E69F00", "#D55E00", "#CC79A7", "#8A94A3"

SMALL, MAJOR, AI, ABROAD = ORANGE, BLUE, PURPLE, GREEN
LIQUIDATED, ACQUIRED, PIVOTED, RELOCATED = VERMILION, BLUE, AI, ABROAD
NETWORK, UNITED_STATES, MINING, IDLE, DUTY = SKY, BLUE, BLUE, GREY, VERMILION

# Ten hues told apart by lightness too; a firm keeps its place among the named firms, and so its colour, all run long.
FIRMS = (
    BLUE, ORANGE, GREEN, SKY, VERMILION, PURPLE, YELLOW, "#004C78", "#B07A00", "#006B4E",
    "#2E8BC0", "#9A4400", "#9A4F7C", "#A89A00", "#7FC8F0", "#E08A4A",
)  # fmt: skip
# Makers and countries of origin stand beside the duty, which is vermilion, and AI is purple: neither is among them.
VENDORS = (SKY, BLUE, GREEN, ORANGE, YELLOW, "#004C78", "#006B4E", GREY)
ORIGINS = (ORANGE, GREEN, SKY, YELLOW, "#006B4E", BLUE, "#B07A00", GREY)
# Regions at home in blues and warm hues, abroad in greens.
HOME = (BLUE, SKY, ORANGE, YELLOW, VERMILION, "#004C78", "#B07A00", "#8A94A3")
FOREIGN = (GREEN, "#006B4E", "#6CC7A8", "#3F7F5F", "#A5D8C3", "#00523B")
OTHER_MAJORS, SMALL_MINERS = "#AEB6C2", "#D9DEE5"

SIDE_A, SIDE_B, DIFFERENCE = BLUE, ORANGE, GREEN
MODEL, FACT = "#1F6F8B", "#D1495B"
UP, DOWN, ENDS = "#B2182B", "#2166AC", "#555555"


@dataclass(frozen=True)
class Look:
    """How the page is drawn at the moment: what charts have to know of it."""

    dark: bool = False
    large: bool = False

    @property
    def ink(self) -> str:
        """Text that has to be read, and the lines of prices."""
        return "#E8ECF2" if self.dark else "#1B2430"

    @property
    def muted(self) -> str:
        """Text that helps."""
        return "#A3AEBD" if self.dark else "#5A6675"

    @property
    def line(self) -> str:
        """Grid and axes."""
        return "#2B3440" if self.dark else "#E4E8EE"

    @property
    def paper(self) -> str:
        """What charts are drawn on."""
        return "#161C24" if self.dark else "#FFFFFF"

    @property
    def small_miners(self) -> str:
        """The many, behind the named."""
        return "#465263" if self.dark else SMALL_MINERS

    @property
    def other_majors(self) -> str:
        """Majors without a colour of their own."""
        return "#6C798B" if self.dark else OTHER_MAJORS

    @property
    def size(self) -> int:
        """Points of a chart's type."""
        return 16 if self.large else 11
