"""Mesa's own SolaraViz around an Industry, as a teacher who knows Mesa would write it."""

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component

from consolidation import Industry

PARAMETERS = {
    "scenario": "classroom",
    "seed": {"type": "SliderInt", "label": "Seed", "value": 1, "min": 1, "max": 20, "step": 1},
    "tariffs__scale": Slider("Tariffs", 1.0, 0.0, 2.0, 0.25),
    "weeks": 8,
}


def told(model):
    """Which run this is, in words a test can read."""
    return solara.Text(f"seed {model.simulation.seed}, tariffs x {model.scenario.tariffs.scale:g}")


@solara.component
def Page():
    """One model a visitor: a model made when the module is imported would be shared by all."""
    model = solara.use_memo(lambda: solara.reactive(Industry("classroom", seed=1, weeks=8)), [])
    SolaraViz(
        model,
        components=[make_plot_component("hhi_us"), make_plot_component(["small_alive", "major_alive"]), told],
        model_params=PARAMETERS,
        name="Consolidation",
    )
