"""About: what this is, in words."""

import platform

import solara

from ....catalog.version import MODEL_VERSION
from ....catalog.version import VERSION as PACKAGE_VERSION
from ..visitor.visit import Visit
from ..widgets import Prose
from ..words import labels
from ..words.about import ABOUT, VERSION


@solara.component
def About(visit: Visit, beat: int) -> None:
    """Headings and paragraphs."""
    version = VERSION.format(version=PACKAGE_VERSION, model=MODEL_VERSION, python=platform.python_version())
    Prose(title=labels.PRODUCT, parts=[[head, list(texts)] for head, texts in ABOUT], foot=version)
