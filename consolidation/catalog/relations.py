"""The network's words: what its parties are, and how one depends on another. Network, page and docs read them."""

from dataclasses import dataclass

from . import palette
from .codes import CLASS_LABELS, MAJOR, SIZE_CLASSES, SMALL


@dataclass(frozen=True)
class Party:
    """A kind of node: what the page calls it, and its colour."""

    says: str
    colour: str


@dataclass(frozen=True)
class Relation:
    """A kind of edge: what the giver does for the one who depends on it, and what the page calls all of them."""

    says: str
    many: str


PARTIES: dict[str, Party] = {}
RELATIONS: dict[str, Relation] = {}


def party(label: str, says: str, colour: str) -> str:
    """Declare a kind of node; its label."""
    PARTIES[label] = Party(says, colour)
    return label


def relation(label: str, says: str, many: str) -> str:
    """Declare a kind of edge; its label."""
    RELATIONS[label] = Relation(says, many)
    return label


MINERS = tuple(f"{label} miner" for label in CLASS_LABELS)
SMALL_MINER = party(MINERS[SMALL], SIZE_CLASSES[CLASS_LABELS[SMALL]].one, palette.SMALL)
MAJOR_MINER = party(MINERS[MAJOR], SIZE_CLASSES[CLASS_LABELS[MAJOR]].one, palette.MAJOR)
RIG_VENDOR = party("rig vendor", "Rig maker", palette.VERMILION)
UTILITY = party("utility", "Utility", palette.GREY)
AI_BUYER = party("ai buyer", "AI buyer", palette.AI)
LENDER = party("lender", "Lender", palette.GREEN)
HOSTS = party("hosts", "Hosts outside the model", palette.SKY)

SUPPLIES = relation("supplies", "supplies machines to", "Machines")
HOSTS_FOR = relation("hosts", "hosts", "Hosting")
LEASES = relation("leases from", "rents halls from", "AI leases")
LENDS = relation("lends to", "lends to", "Loans")
OWNS = relation("owns", "owns a stake in", "Stakes")
BOUGHT = relation("bought", "bought", "Takeovers")
POWERS = relation("powers", "powers", "Power")
