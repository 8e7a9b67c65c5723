"""The machines of the rest of the world, by efficiency class."""

from ...catalog.capacities import N_COHORTS
from ...engine.rule import rule


@rule
def install(world, j_per_th, th_s):
    """Add hash rate between the two efficiency classes around `j_per_th`, so that its mean efficiency stays."""
    rest = world.rest[0]
    rest.new_th_s += th_s
    last = N_COHORTS - 1
    if j_per_th <= rest.j_per_th[0]:
        rest.installed_th_s[0] += th_s
        blend_running(rest, 0, th_s)
    elif j_per_th >= rest.j_per_th[last]:
        rest.installed_th_s[last] += th_s
        blend_running(rest, last, th_s)
    else:
        c = 0
        while rest.j_per_th[c + 1] < j_per_th:
            c += 1
        upper = (j_per_th - rest.j_per_th[c]) / (rest.j_per_th[c + 1] - rest.j_per_th[c])
        rest.installed_th_s[c] += th_s * (1.0 - upper)
        rest.installed_th_s[c + 1] += th_s * upper
        blend_running(rest, c, th_s * (1.0 - upper))
        blend_running(rest, c + 1, th_s * upper)


@rule
def blend_running(rest, c, th_s):
    """Count newly installed hash rate as running: new machines run at once."""
    if rest.installed_th_s[c] > 0.0:
        before = rest.installed_th_s[c] - th_s
        rest.running[c] = min((rest.running[c] * before + th_s) / rest.installed_th_s[c], 1.0)
